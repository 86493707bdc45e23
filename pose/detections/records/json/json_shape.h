#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/records/json/values.h"

namespace posegrad::pose::detections {

/// What a tool's test says of a value.
enum class PersonTest {
  no,
  absent,   // a person who is said not to be there
  without,  // an entry as the tool writes them, without points
  yes
};

/// What a piece of JSON is for a tool, seen from its people.
enum class Shape {
  other,
  empty,  // [], {}, null, a list of these: a frame without people, or several
  person,
  people,  // a list of people, or a dict of them by their numbers or names
  frame,   // a dict that has people under one of its keys, or says that there are none
  frames   // a list of people, frames, or of persons; a dict of these by number or picture, or one
           // that has them under one of its keys
};

/// What a tool knows of its own values.
class ToolView {
 public:
  virtual ~ToolView() = default;
  virtual PersonTest test(const formats::Value& value) const = 0;
  /// Dicts that are frames though nobody is in them.
  virtual bool is_frame(const formats::Value& dict) const;
  /// Whether a person's dict is all that is said of a frame: a list of these is a list of frames.
  virtual bool is_person_a_frame(const formats::Value& person) const;

 protected:
  ToolView() = default;
  ToolView(const ToolView&) = default;
  ToolView& operator=(const ToolView&) = default;
};

/// Sees what pieces of JSON are, from the first few dozen items of each list: the many wrappings
/// in which the same people come.
class ShapeFinder {
 public:
  explicit ShapeFinder(const ToolView& tool) : tool_(tool) {}

  const ToolView& tool() const { return tool_; }
  Shape shape_of(const formats::Value& value) const { return shape_of(value, 0); }

  /// Of a frame: the key of its people, or of a frame inside. Nothing when it has none.
  std::optional<std::string> people_key(const formats::Value& dict) const;
  /// The deepest part of a value of no shape that is to blame for it, for messages.
  formats::Field odd_part(const formats::Field& field) const;
  /// Of a dict that has frames under keys of its own: those keys; one is usual, more are sequences
  /// beside each other. Empty: its entries are the frames.
  std::vector<std::string> frames_keys(const formats::Value& dict) const;

 private:
  /// An entry of a dict that holds other values.
  struct Entry {
    std::string key;
    std::size_t rank;  // of the key among those under which people usually stand
    bool is_sure;      // not a list of numbers under an unknown key
    Shape shape;
  };
  struct DictLook {
    std::vector<Entry> entries;
    std::size_t scalars = 0;
    bool has_usual_empty = false;  // a usual key with nothing
  };
  DictLook look_into(const formats::Value& dict, int depth) const;
  static const Entry* best_of(const DictLook& look, bool (*is_wanted)(Shape));

  Shape shape_of(const formats::Value& value, int depth) const;
  Shape shape_of_list(const formats::Value& list, int depth) const;
  Shape shape_of_dict(const formats::Value& dict, int depth) const;

  const ToolView& tool_;
};

}  // namespace posegrad::pose::detections

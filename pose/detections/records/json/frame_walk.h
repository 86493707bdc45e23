#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/records/json/frame_info.h"
#include "pose/detections/records/json/json_shape.h"
#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections {

struct FoundPerson {
  formats::Field field;
  std::string key;        // under which it stands in a dict of people; empty: in a list
  std::size_t place = 0;  // in the list, entries without points not counted
};

struct FoundFrame {
  FrameInfo info;
  std::string where;
  std::vector<FoundPerson> people;
  std::size_t places = 0;  // people, with those who are absent
};

/// The frames of a source, out of whatever they are wrapped in.
struct FoundFrames {
  std::vector<FoundFrame> frames;
  std::vector<formats::Field> around;  // dicts that hold frames, the outermost first
  bool are_entries = false;            // people were listed with their frames, and put together
  bool is_choice_used = false;
  std::size_t entries_without = 0;  // entries without points
  std::vector<std::string> notes;
};

/// Whether there are people or frames of them in a source. Never throws.
bool has_frames(const Source& source, const ShapeFinder& finder);

/// Finds them in one file: a frame, a list of frames, a dict of them by number or picture, one of
/// these inside of dicts, people with their frames' numbers or pictures beside them; in a folder:
/// a frame a file, else the only file that has any. `format` is for messages. Throws DataError that
/// names file and place; for several files with a video each; for several sequences in one file
/// of which `choice.subject` names none.
FoundFrames find_frames(const Source& source, const ShapeFinder& finder,
                        const SequenceChoice& choice, const std::string& format);

}  // namespace posegrad::pose::detections

#pragma once
#include <string>
#include <vector>

#include "pose/detections/records/json/frame_walk.h"

namespace posegrad::pose::detections {

/// What tells frames apart: number before picture before time.
std::string key_of(const FrameInfo& info);

/// Walks through what files hold and puts down the frames that it meets.
class FileWalk {
 public:
  FileWalk(const ShapeFinder& finder, const SequenceChoice& choice, const std::string& format)
      : finder_(finder), choice_(choice), format_(format) {}

  /// All that a file holds.
  void add_file(const formats::Field& closed);
  /// A file, or a part of one, that is one frame.
  void add_frame(const formats::Field& closed, const FrameInfo& outer);
  FoundFrames take() { return std::move(found_); }
  FoundFrames& found() { return found_; }

 private:
  bool has_frame(const formats::Value& value) const;
  void add_dict_of_frames(const formats::Field& dict);
  void add_sequence(const formats::Field& dict, const std::vector<std::string>& keys);
  /// People of one frame, of which `info` is known, or with their frames beside them; or, when
  /// they may be, one frame each.
  void add_list_of_people(const formats::Field& list, const FrameInfo& info, bool may_be_frames);
  void add_people(FoundFrame& frame, const formats::Field& closed);
  void keep(FoundFrame frame) { found_.frames.push_back(std::move(frame)); }
  [[noreturn]] void fail_unknown(const formats::Field& field) const;

  const ShapeFinder& finder_;
  const SequenceChoice& choice_;
  const std::string& format_;
  FoundFrames found_;
};

}  // namespace posegrad::pose::detections

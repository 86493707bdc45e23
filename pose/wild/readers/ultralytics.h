#pragma once
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "pose/wild/readers/people_reader.h"

namespace posegrad::pose::readers {

/// Frames as lists of {name, class, confidence, box {x1, y1, x2, y2}, keypoints {x, y, visible}},
/// pixels: what a result's to_json() gives.
std::unique_ptr<PeopleReader> ultralytics_json_reader(std::string source);

/// A frame's text of save_txt, with its number counted from 0 and its path for messages.
struct TextFrame {
  Index number = 0;
  std::string text, where;
};

/// Whether the first line of a text holds numbers only (or nothing), so that it can be save_txt's.
bool is_ultralytics_text(std::string_view text);

/// Lines "class cx cy w h", then x y [confidence] of 17 joints, fractions of the size, then what
/// save_conf and tracking add: the box's confidence, the track's number. Throws DataError that
/// names file and line, and one that asks for the size when there is none.
Detections read_ultralytics_text(const std::vector<TextFrame>& frames, const std::string& source,
                                 const std::optional<VideoSize>& size);

}  // namespace posegrad::pose::readers

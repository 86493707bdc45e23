#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pose/wild/detections.h"

namespace posegrad::pose {

/// What a user can say about a detector's output beyond its name.
struct DetectionOptions {
  std::optional<VideoSize> size;  // of the video; wanted where positions are fractions of it
  // Which sequence of a data set (data_2d_*.npz); not needed when there is one only.
  std::string subject, action;  // the exact name or a unique beginning
  Index camera = 0;
  bool zeros_are_joints =
      false;           // of a data set: all three 0 is a joint as any, as for the original
  std::string layout;  // a keypoint_layout() that the joints of a data set have; empty: coco for 17
};

/// Reads what a 2D detector wrote, a file or a folder, recognised by its content. Joints become
/// those of the layout coco by their names; an order that coco cannot be picked from keeps its own
/// layout. A joint at exactly (0, 0) is one that the detector did not find.
/// Throws IoError "cannot open ..."; DataError in one line that names the file and the place in it:
/// an unknown format (with what was found and the known ones), nobody in any frame, numbers that
/// are no place in a picture, another number of joints than any known order has, frame numbers that
/// come twice or span more than two million frames, a size that is wanted and not known.
Detections read_detections(const std::string& path, const DetectionOptions& options = {});

/// The formats that read_detections() knows, for help and messages.
const std::vector<std::string>& detection_formats();

/// "1280x720"; nothing for another text or a size below 1 or above 100000.
std::optional<VideoSize> parse_video_size(std::string_view text);

}  // namespace posegrad::pose

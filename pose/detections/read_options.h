#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/detections/records/records.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::pose {

/// What is known of the video that was looked at.
struct VideoFacts {
  VideoSize size;                   // as it is shown
  Index frames = 0;                 // 0: not known
  double fps = 0;                   // 0: not known
  Index rotation = 0;               // degrees clockwise by which its frames are turned to be shown
  std::vector<Index> numbers = {};  // of its frames where they are pictures with numbers, ascending
};

/// A point's numbers: x to the right and y down, y first, or y upwards from the bottom edge.
enum class PointAxes { xy, yx, y_up };

/// What a user can say about a detector's output beyond its name. What is not said is found out.
struct ReadOptions {
  /// Whose joints the keypoints become; null: coco's, or those of the file's own order where a
  /// layout has just these and coco cannot be made of them.
  const KeypointLayout* target = nullptr;
  std::string layout = {};                      // of the file: a name or a user's file
  std::optional<detections::Units> units = {};  // of the coordinates
  std::optional<PointAxes> axes = {};
  std::optional<Index> first_frame = {};  // the file's number of the video's first frame
  std::optional<Index> turned = {};       // degrees, clockwise: 0, 90, 180, 270
  std::optional<double> min_score = {};   // points below count as not found
  bool zeros_are_joints = false;          // also a point at (0, 0) or of score 0 is found
  std::string subject = {}, action = {};  // the exact name or a unique beginning
  std::optional<Index> camera = {};       // from 0
  std::optional<VideoSize> size = {};     // of the pictures
  std::optional<double> fps = {};         // of the video
  bool detector_tracks = false;           // the file's ids are going to be used
  std::optional<VideoFacts> video = {};
};

/// "1280x720"; nothing for another text or a size below 1 or above 100000.
std::optional<VideoSize> parse_video_size(std::string_view text);

}  // namespace posegrad::pose

#pragma once
#include <optional>
#include <string>

#include "apps/options/table.h"
#include "pose/detections/read_options.h"

namespace posegrad::apps {

/// What a user can say about files of detections, as texts of a command line: the same options for
/// every command that reads such files, and for every format. What has no meaning for a file is
/// refused when it is read.
struct DetectionOptions {
  std::string layout, size, subject, action;  // empty: not told
  std::string units = "auto";
  std::string axes, camera, first_frame, turned, min_score;
  bool zeros_are_joints = false;
  bool detector_tracks = false;
};

/// The group of the options' table.
OptionGroup detection_group(DetectionOptions& options);

/// The same, checked. Throws UsageError.
pose::ReadOptions read_options(const DetectionOptions& options);

/// "1280x720"; nothing for an empty text. Throws UsageError naming the option for another text or a
/// size below 1 or above 100000.
std::optional<pose::VideoSize> video_size_option(const std::string& option,
                                                 const std::string& text);

}  // namespace posegrad::apps

#pragma once
#include <span>
#include <string>
#include <vector>

#include "pose/wild/read_detections.h"

namespace posegrad::apps {

/// What `posegrad prepare custom` can be told.
struct PrepareCustomOptions {
  std::vector<std::string> inputs;  // files and folders
  std::string output;               // a path, or the NAME of data_2d_custom_NAME.npz
  std::string person = "best";
  double fps = 25;
  bool detector_tracks = false;
  pose::DetectionOptions detections;
  bool help = false;

  /// Where the data set goes.
  std::string output_path() const;
};

/// The options of `posegrad prepare custom ARGUMENTS`, checked. Throws UsageError.
PrepareCustomOptions parse_prepare_custom_options(std::span<const std::string> arguments);

/// What `posegrad prepare custom --help` prints.
std::string prepare_custom_help();

}  // namespace posegrad::apps

#pragma once
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "pose/detections/read_options.h"

namespace posegrad::apps {

/// What `posegrad prepare custom` can be told.
struct PrepareCustomOptions {
  std::vector<std::string> inputs;  // files and folders
  std::string output;               // a path, or the NAME of data_2d_custom_NAME.npz
  std::string person = "best";
  static constexpr double kNotTold = std::numeric_limits<double>::quiet_NaN();
  double fps = kNotTold;  // of the videos
  pose::ReadOptions reading;
  bool help = false;

  /// Where the data set goes.
  std::string output_path() const;
};

/// The options of `posegrad prepare custom ARGUMENTS`, checked. Throws UsageError.
PrepareCustomOptions parse_prepare_custom_options(std::span<const std::string> arguments);

}  // namespace posegrad::apps

#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// What `posegrad convert` can be told.
struct ConvertOptions {
  std::string input, output;
  bool half = false;
  bool help = false;
};

/// The options of `posegrad convert ARGUMENTS`, checked. Throws UsageError.
ConvertOptions parse_convert_options(std::span<const std::string> arguments);

/// What `posegrad convert --help` prints.
std::string convert_help();

}  // namespace posegrad::apps

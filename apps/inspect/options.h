#pragma once
#include <span>
#include <string>

#include "pose/inspect/inspect.h"

namespace posegrad::apps {

/// What `posegrad inspect` can be told.
struct InspectCommand {
  std::string file;
  pose::InspectOptions options;
  bool json = false;
  bool help = false;
};

/// The options of `posegrad inspect ARGUMENTS`, checked. Throws UsageError.
InspectCommand parse_inspect_options(std::span<const std::string> arguments);

/// What `posegrad inspect --help` prints.
std::string inspect_help();

}  // namespace posegrad::apps

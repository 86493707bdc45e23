#pragma once
#include <span>
#include <string>
#include <vector>

namespace posegrad::apps {

/// What `posegrad models` can be told.
struct ModelsOptions {
  std::vector<std::string> names;  // empty: all of them, in a table
  bool json = false;
  bool help = false;
};

/// The options of `posegrad models ARGUMENTS`. Throws UsageError.
ModelsOptions parse_models_options(std::span<const std::string> arguments);

/// What `posegrad models --help` prints.
std::string models_help();

}  // namespace posegrad::apps

#pragma once
#include <span>
#include <string>
#include <vector>

namespace posegrad::apps {

/// What `posegrad ops` can be told.
struct OpsOptions {
  std::vector<std::string> names;  // empty: all of them, in a table
  std::string json;                // empty: none
  bool markdown = false;
  bool help = false;
};

/// The options of `posegrad ops ARGUMENTS`. Throws UsageError, also for --markdown with names.
OpsOptions parse_ops_options(std::span<const std::string> arguments);

/// What `posegrad ops --help` prints.
std::string ops_help();

}  // namespace posegrad::apps

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/options/nearest.h"
#include "apps/usage_error.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const Command& kind : prepare_kinds()) names.push_back(kind.name);
  return names;
}

}  // namespace

std::span<const Command> prepare_kinds() {
  static const std::vector<Command> kinds{
      {"h36m", "Human3.6M: poses and ground-truth keypoints, from archive, cdf or mat files",
       prepare_h36m, prepare_h36m_help},
      {"h36m-2d", "Human3.6M: keypoints that a detector found", prepare_h36m_2d,
       prepare_h36m_2d_help},
      {"humaneva", "HumanEva-I: poses and keypoints, from converted mat files", prepare_humaneva,
       prepare_humaneva_help},
      {"custom", "2D keypoints of your own videos, from what a detector wrote", prepare_custom,
       prepare_custom_help},
      {"mocap", "3D poses from motion capture, on one reference body", prepare_mocap,
       prepare_mocap_help},
      {"pose-statistics", "how the poses of a data set are spread, to notice others",
       prepare_pose_statistics, prepare_pose_statistics_help},
  };
  return kinds;
}

CommandHelp prepare_help() {
  std::string about = "Makes a data set for posegrad run.\n\nKinds:\n";
  for (const Command& kind : prepare_kinds())
    about += fmt::format("  {:17}{}\n", kind.name, kind.summary);
  return {.usage = {"posegrad prepare KIND [OPTION...]"},
          .about = about,
          .closing = "posegrad prepare KIND --help explains a kind's options.\n"};
}

int prepare(std::span<const std::string> arguments) {
  const std::vector<std::string> names = kind_names();
  if (arguments.empty())
    throw UsageError(
        fmt::format("expected a kind of data set ({}), found none", fmt::join(names, ", ")));
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h") {
    console::print(help_text(prepare_help()));
    return 0;
  }
  for (const Command& kind : prepare_kinds())
    if (kind.name == name) return kind.run(arguments.subspan(1));
  throw UsageError(fmt::format("found '{}', expected a kind of data set: {}{}", name,
                               fmt::join(names, ", "), did_you_mean(name, names)));
}

}  // namespace posegrad::apps

#include <array>
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

struct Kind {
  std::string name, help;
  int (*run)(std::span<const std::string> arguments);
};

const std::array kKinds{
    Kind{"h36m", "Human3.6M: poses and ground-truth keypoints, from archive, cdf or mat files",
         prepare_h36m},
    Kind{"h36m-2d", "Human3.6M: keypoints that a detector found", prepare_h36m_2d},
    Kind{"humaneva", "HumanEva-I: poses and keypoints, from converted mat files", prepare_humaneva},
    Kind{"custom", "2D keypoints of your own videos, from what a detector wrote", prepare_custom},
    Kind{"mocap", "3D poses from motion capture, on one reference body", prepare_mocap},
    Kind{"pose-statistics", "how the poses of a data set are spread, to notice others",
         prepare_pose_statistics},
};

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.push_back(kind.name);
  return names;
}

std::string prepare_help() {
  std::string text =
      "Usage: posegrad prepare KIND [OPTION...]\n\nMakes a data set for posegrad run.\n\nKinds:\n";
  for (const Kind& kind : kKinds) text += fmt::format("  {:17}{}\n", kind.name, kind.help);
  return text + "\nposegrad prepare KIND --help explains a kind's options.";
}

}  // namespace

int prepare(std::span<const std::string> arguments) {
  const std::vector<std::string> names = kind_names();
  if (arguments.empty())
    throw UsageError(
        fmt::format("expected a kind of data set ({}), found none", fmt::join(names, ", ")));
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h") {
    console::print(prepare_help());
    return 0;
  }
  for (const Kind& kind : kKinds)
    if (kind.name == name) return kind.run(arguments.subspan(1));
  throw UsageError(fmt::format("found '{}', expected a kind of data set: {}{}", name,
                               fmt::join(names, ", "), did_you_mean(name, names)));
}

}  // namespace posegrad::apps

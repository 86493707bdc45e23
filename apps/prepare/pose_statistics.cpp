#include "pose/wild/doubt/pose_statistics.h"

#include <array>
#include <vector>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/files/named_files.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "pose/data/pose_files.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

struct Options {
  std::string output;
  bool help = false;
};

OptionTable table_of(Options& options) {
  OptionGroup files{"Files"};
  files
      .add("-o/--output", &options.output, "FILE",
           "the statistics; NAME.statistics.npz beside NAME.bin is found by posegrad wild")
      .default_text = "none";
  OptionGroup other{"Other"};
  other.add_help(&options.help);
  return {files, other};
}

pose::PoseStatistics learn(const std::string& path) {
  const pose::Positions3d positions = pose::read_positions_3d(path);
  try {
    return pose::learn_pose_statistics(positions);
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", path, error.what()));
  }
}

}  // namespace

CommandHelp prepare_pose_statistics_help() {
  Options defaults;
  return {.usage = {"posegrad prepare pose-statistics DATA -o FILE"},
          .about = wrapped(
              "Says how the poses that a model is trained with are spread, so that poses unlike "
              "them are noticed. DATA is a data_3d_*.npz of Human3.6M's 17 joints, or of prepare "
              "mocap.",
              0),
          .groups = described(table_of(defaults))};
}

int prepare_pose_statistics(std::span<const std::string> arguments) {
  Options options;
  std::vector<std::string> inputs;
  parse_options(table_of(options), arguments, &inputs);
  if (options.help) {
    console::print(help_text(prepare_pose_statistics_help()));
    return 0;
  }
  if (inputs.size() != 1)
    throw UsageError(fmt::format("found {} inputs, expected one file of 3D poses", inputs.size()));
  if (options.output.empty()) throw UsageError("-o/--output: found nothing, expected a file");
  check_output_files(std::array{NamedFile{"-o/--output", options.output}},
                     std::array{NamedFile{"DATA", inputs.front()}});
  const pose::PoseStatistics statistics = learn(inputs.front());
  pose::write_pose_statistics(options.output, statistics);
  console::print(fmt::format("Wrote {}: 99 % of held-out poses are within {:.3g} of the mean",
                             options.output, statistics.limit()));
  return 0;
}

}  // namespace posegrad::apps

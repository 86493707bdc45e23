#include "apps/export/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/files/batch.h"
#include "apps/files/scene_output.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/options/smoothing.h"
#include "apps/options/typed.h"
#include "apps/usage_error.h"
#include "pose/scene/read_result.h"

namespace posegrad::apps {
namespace {

OptionGroup file_options(ExportOptions& o) {
  OptionGroup group{"Files"};
  group.add("-o/--output", Append{&o.outputs}, "FILE",
            fmt::format("what to make, by the ending: {}; may be given several times",
                        fmt::join(scene_endings(), ", ")));
  group
      .add("--fps", Rate{&o.fps}, "F",
           "frames a second, as in 25, 29.97 or 30000/1001, where the result says none or a wrong "
           "one")
      .default_text = "the result's";
  group
      .add("--from",
           one_of(&o.from_space, {{"camera", pose::PoseSpace::camera},
                                  {"world", pose::PoseSpace::world},
                                  {"", std::nullopt}}),
           "camera|world", "space of an array that does not say it (.npy)")
      .default_text = "world";
  group.add("--smooth", smoothing_filter(&o.smoothing), "FILTER",
            "a low-pass over time: " + pose::smoothing_forms());
  group.add_flag("--views", {&o.views},
                 "several results are views of one person by several cameras, which began "
                 "together: players and pictures show them in one place");
  return group;
}

OptionGroup drawing_options(ExportOptions& o) {
  OptionGroup group{"Drawing"};
  group.add("--viz-size", &o.size, "X", "side of each panel in inches of 100 pixels");
  add_drawing(group, o, {"--viz-downsample", "--viz-skip", "--viz-bitrate"});
  group.add_help(&o.help);
  return group;
}

OptionTable export_table(ExportOptions& o) {
  return {file_options(o), motion_group(o.motion), drawing_options(o)};
}

void check(const ExportOptions& o) {
  if (o.results.empty())
    throw UsageError(
        fmt::format("expected a result of posegrad wild that ends in {}, found none; several are "
                    "several people",
                    fmt::join(pose::readable_results(), ", ")));
  if (o.outputs.empty())
    throw UsageError("-o/--output: found none, expected a file to make, such as out.bvh");
  for (const std::string& path : o.outputs) check_scene_path("-o/--output", path);
  if (o.fps != 0 && !(o.fps >= 0.01 && o.fps <= 10000))
    throw UsageError(fmt::format("--fps: found {}, expected 0.01 to 10000", o.fps));
  if (!(o.size >= 1 && o.size <= 100))
    throw UsageError(fmt::format("--viz-size: found {}, expected 1 to 100", o.size));
}

}  // namespace

ExportOptions parse_export_options(std::span<const std::string> arguments) {
  ExportOptions options;
  parse_options(export_table(options), arguments, &options.results);
  if (!options.help) check(options);
  return options;
}

void check_views(const ExportOptions& o) {
  if (!o.views) return;
  if (has_name_place(o.outputs))
    throw UsageError(
        "--views: shows several results in one place, but -o has {name} in it: a file of each");
  if (o.results.size() < 2)
    throw UsageError("--views: found one result, expected one of each camera");
}

CommandHelp export_help() {
  ExportOptions defaults;
  return {.usage = {"posegrad export RESULT... -o OUT [OPTION...]"},
          .about = wrapped(
              fmt::format(
                  "Makes other files of poses that posegrad wild wrote ({}), or of an array "
                  "(T, 17, 3) in Human3.6M's order. Several results are several people of one "
                  "video: all in one .glb and one player, other files numbered; with {{name}} in "
                  "-o ('out/{{name}}.bvh') each has files of its own, and a folder stands for "
                  "the results in it.",
                  fmt::join(pose::readable_results(), ", ")),
              0),
          .groups = described(export_table(defaults))};
}

}  // namespace posegrad::apps

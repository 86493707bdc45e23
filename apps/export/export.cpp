#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/export/options.h"
#include "apps/files/motion_files.h"
#include "apps/files/named_files.h"
#include "apps/files/scene_output.h"
#include "pose/scene/read_result.h"
#include "pose/wild/result_in_world.h"

namespace posegrad::apps {
namespace {

void check_files(const ExportOptions& options, const std::vector<std::string>& paths) {
  std::vector<NamedFile> inputs, outputs;
  for (const std::string& path : options.results) inputs.push_back({"RESULT", path});
  for (const std::string& path : paths) outputs.push_back({"-o/--output", path});
  check_output_files(outputs, inputs);
}

pose::Scene read_scene(const ExportOptions& options, const std::string& path) {
  pose::Result result = pose::read_result(
      path, {options.fps > 0 ? std::optional(options.fps) : std::nullopt, options.from_space});
  if (!result.ignored.empty())
    console::print(fmt::format("Note: {}: members that are not known are left out: {}", path,
                               fmt::join(result.ignored, ", ")));
  pose::Scene scene = pose::result_in_world(std::move(result));
  if (scene.title.empty()) scene.title = std::filesystem::path(path).filename().string();
  pose::SceneMotion& motion = scene.motions.front();
  const std::string note =
      pose::why_not_smoothed(options.smoothing, scene.fps, motion.positions.dim(0));
  if (!note.empty()) console::print("Note: --smooth: " + note);
  motion.positions = pose::smooth(motion.positions, scene.fps, options.smoothing);
  return scene;
}

std::vector<std::string> paths_of(const ExportOptions& options, std::size_t person) {
  if (options.results.size() == 1) return options.outputs;
  return numbered_paths(options.outputs, fmt::to_string(person + 1));
}

}  // namespace

int export_command(std::span<const std::string> arguments) {
  const ExportOptions options = parse_export_options(arguments);
  if (options.help) {
    console::print(export_help());
    return 0;
  }
  const std::size_t people = options.results.size();
  std::vector<std::string> all;
  for (std::size_t i = 0; i < people; ++i)
    for (const std::string& path : paths_of(options, i))
      if (i == 0 || !is_file_of_all(path)) all.push_back(path);
  check_files(options, all);
  MotionFiles motion(options.motion);
  for (std::size_t i = 0; i < people; ++i) {
    const pose::Scene scene = read_scene(options, options.results[i]);
    SceneOutputs outputs{.paths = paths_of(options, i),
                         .draw = draw_options(options),
                         .positions = {},
                         .motion = &motion,
                         .person = fmt::format("person {}", i + 1)};
    outputs.draw.size = options.size;
    if (!write_scene(scene, outputs)) return kInterruptedExitCode;
  }
  write_files_of_all(options.outputs, motion);
  return 0;
}

}  // namespace posegrad::apps

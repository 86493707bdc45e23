#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/export/options.h"
#include "apps/files/batch.h"
#include "apps/files/motion_files.h"
#include "apps/files/scene_output.h"
#include "pose/scene/combined_scenes.h"
#include "pose/scene/read_result.h"
#include "pose/wild/result_in_world.h"

namespace posegrad::apps {
namespace {

void check_files(const ExportOptions& options, const std::vector<std::string>& paths) {
  std::vector<NamedFile> inputs = options.others, outputs;
  for (const std::string& path : options.results) inputs.push_back({"RESULT", path});
  for (const std::string& path : paths) outputs.push_back({"-o/--output", path});
  check_output_files(outputs, inputs);
}

pose::Scene read_scene(const ExportOptions& options, const std::string& path) {
  pose::ReadResultOptions how;
  how.fps_name = "--fps";
  if (options.fps > 0) how.fps = options.fps;
  how.space = options.from_space;
  pose::Result result = pose::read_result(path, how);
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

SceneOutputs outputs_of(const ExportOptions& options, std::vector<std::string> paths) {
  SceneOutputs outputs{.paths = std::move(paths), .draw = draw_options(options), .positions = {}};
  outputs.draw.size = options.size;
  return outputs;
}

bool shows_views(const std::string& path) { return shows_all(path) || is_scene_picture(path); }

// What a result has files of its own for.
std::vector<std::string> paths_of(const ExportOptions& options, std::size_t result) {
  if (options.results.size() == 1) return options.outputs;
  std::vector<std::string> paths = options.outputs;
  if (options.views) std::erase_if(paths, shows_views);
  return numbered_paths(paths, fmt::to_string(result + 1));
}

std::vector<std::string> all_paths(const ExportOptions& options) {
  std::vector<std::string> all;
  const std::size_t results = options.results.size();
  for (std::size_t i = 0; i < results; ++i)
    for (const std::string& path : paths_of(options, i))
      if (i == 0 || !is_file_of_all(path)) all.push_back(path);
  for (const std::string& path : options.outputs)
    if (results > 1 && (shows_all(path) || (options.views && shows_views(path))))
      all.push_back(path);
  return all;
}

bool write_views(const ExportOptions& options, const std::vector<pose::Scene>& views) {
  std::vector<std::string> paths;
  std::ranges::copy_if(options.outputs, std::back_inserter(paths), shows_views);
  SceneOutputs outputs = outputs_of(options, paths);
  outputs.draw.joint_errors = true;
  if (paths.empty()) return true;
  pose::Scene together = pose::views_together(views);
  return write_scene(together, outputs);
}

// Results are people of one video, or views of one person.
BatchDone export_together(const ExportOptions& options) {
  const std::vector<std::string> paths = all_paths(options);
  check_files(options, paths);
  MotionFiles motion(options.motion);
  std::vector<pose::Scene> scenes;
  for (std::size_t i = 0; i < options.results.size(); ++i) {
    scenes.push_back(read_scene(options, options.results[i]));
    SceneOutputs outputs = outputs_of(options, paths_of(options, i));
    outputs.motion = &motion;
    outputs.source = options.results[i];
    outputs.person = fmt::format("{} {}", options.views ? "view" : "person", i + 1);
    if (!write_scene(scenes.back(), outputs)) return {kInterruptedExitCode};
  }
  if (options.views && !write_views(options, scenes)) return {kInterruptedExitCode};
  write_files_of_all(options.outputs, motion, options.views ? std::span<pose::Scene>() : scenes);
  return {0, -1, scenes.front().num_frames(), paths};
}

BatchDone export_named(ExportOptions options, const BatchItem& item) {
  options.results = {item.input};
  options.others = item.others;
  for (std::string& path : options.outputs) path = with_name(path, item.name);
  make_folders_of(options.outputs);
  return export_together(options);
}

bool is_result(const std::string& path) {
  return std::ranges::any_of(pose::readable_results(),
                             [&](const std::string& ending) { return path.ends_with(ending); });
}

std::optional<std::vector<std::string>> results_in(const std::string&,
                                                   const std::vector<std::string>& files) {
  std::vector<std::string> results;
  std::ranges::copy_if(files, std::back_inserter(results), is_result);
  return results;
}

}  // namespace

int export_command(std::span<const std::string> arguments) {
  ExportOptions options = parse_export_options(arguments);
  if (options.help) {
    console::print(help_text(export_help()));
    return 0;
  }
  options.results = inputs_of(options.results, results_in, "results");
  check_views(options);
  if (!has_name_place(options.outputs)) return export_together(options).code;
  require_name_place("-o/--output", options.outputs, options.results.size());
  const auto work = [&](const BatchItem& item) { return export_named(options, item); };
  if (options.results.size() > 1) return run_batch("posegrad export", options.results, work);
  return work({options.results.front(), names_of_inputs(options.results).front(), {}}).code;
}

}  // namespace posegrad::apps

#include "apps/files/scene_output.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/usage_error.h"
#include "pose/render/player/player.h"
#include "pose/scene/combined_scenes.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

const std::vector<std::string> kPictures{".mp4", ".gif", ".png"};
const std::string kPlayer = ".html";

std::string ending(const std::string& path) {
  std::string text = std::filesystem::path(path).extension().string();
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool has_picture_ending(const std::string& path) {
  return std::ranges::find(kPictures, ending(path)) != kPictures.end();
}

std::string frames(Index count) { return fmt::format("{} frame{}", count, count == 1 ? "" : "s"); }

std::string video_remark(const pose::DrawReport& report) {
  if (!report.video_frames || !report.video_ended) return "";
  return fmt::format("; the video ended after {}, the poses have {}", frames(*report.video_frames),
                     report.motion_frames);
}

// False when it was interrupted.
bool draw(const pose::Scene& scene, const std::string& path, const pose::DrawOptions& options,
          const ProgressTarget& target, const Interrupt& interrupt) {
  std::optional<Progress> progress;
  const pose::DrawReport report =
      pose::draw_scene(scene, path, options, [&](Index drawn, Index of) {
        if (!progress) progress.emplace(target, "drawing " + path, "frames", of);
        progress->update(drawn);
        return !interrupt.requested();
      });
  progress.reset();
  if (report.stopped) return false;
  console::print(fmt::format("Wrote {}: {}{}", path, frames(report.drawn), video_remark(report)));
  return true;
}

// The first motion's, where they are not the scene's own.
Tensor data_positions(const SceneOutputs& outputs) {
  if (outputs.motion && outputs.motion->options().fit) return outputs.motion->fit().positions;
  return outputs.positions;
}

void write_data(const pose::Scene& scene, const SceneOutputs& outputs, const std::string& path) {
  const char* space = outputs.space == pose::PoseSpace::camera ? "camera" : "world";
  if (const Tensor positions = data_positions(outputs); positions.defined()) {
    pose::Scene moved = scene;
    moved.motions.front().positions = positions;
    pose::write_result(moved, path, outputs.space);
  } else {
    pose::write_result(scene, path, outputs.space);
  }
  console::print(
      fmt::format("Wrote {}: {}, {} space, metres", path, frames(scene.num_frames()), space));
}

// False when it was interrupted.
bool write_one(const pose::Scene& scene, const SceneOutputs& outputs, const std::string& path,
               const Interrupt& interrupt) {
  const ProgressTarget progress = outputs.progress();
  if (is_motion_file(path)) {
    outputs.motion->write(scene, path);
    return true;
  }
  if (is_scene_picture(path)) return draw(scene, path, outputs.draw, progress, interrupt);
  if (ending(path) == kPlayer) {
    pose::write_player(scene, path);
    console::print(fmt::format("Wrote {}: open it in a browser", path));
  } else {
    write_data(scene, outputs, path);
  }
  return true;
}

void fit_body(pose::Scene& scene, const SceneOutputs& outputs) {
  MotionFiles& motion = *outputs.motion;
  const bool has_player = std::ranges::any_of(outputs.paths, shows_all);
  if (needs_body(outputs.paths, motion.options())) {
    motion.take(scene, outputs.person, outputs.source, outputs.progress());
    motion.print_fit(scene);
  } else if (has_player) {
    try {
      motion.take(scene, outputs.person, outputs.source, progress_on_stderr());
    } catch (const DataError&) {
      return;  // joints of another kind: a player without angles
    }
  }
  if (has_player) scene = motion.with_body(std::move(scene));
}

}  // namespace

std::vector<std::string> scene_endings() {
  std::vector<std::string> endings = kPictures;
  endings.push_back(kPlayer);
  for (const std::vector<std::string>& more : {pose::result_endings(), motion_endings()})
    endings.insert(endings.end(), more.begin(), more.end());
  return endings;
}

void check_scene_path(const std::string& option, const std::string& path) {
  const std::vector<std::string> known = scene_endings();
  if (std::ranges::find(known, ending(path)) == known.end() && !is_motion_file(path))
    throw UsageError(fmt::format("{}: found {}, expected a file that ends in {}", option, path,
                                 fmt::join(known, ", ")));
  check_motion_file(option, path);
  if (has_picture_ending(path) && !pose::can_draw_scenes())
    throw UsageError(
        fmt::format("{}: this posegrad was built without Cairo, which draws {}; {} needs nothing",
                    option, path, kPlayer));
}

double drawing_time(const std::string& path) {
  const std::string kind = ending(path);
  return kind == ".mp4" || kind == ".gif" ? 0.5 : 0.01;
}

std::vector<std::string> numbered_paths(const std::vector<std::string>& paths,
                                        const std::string& number) {
  std::vector<std::string> numbered;
  for (const std::string& path : paths) {
    if (is_file_of_all(path)) {
      numbered.push_back(path);
      continue;
    }
    const std::string extension = std::filesystem::path(path).extension().string();
    const std::size_t tail = std::max(extension.size(), motion_ending(path).size());
    std::string begin = path.substr(0, path.size() - tail), end = path.substr(path.size() - tail);
    // "walk_angles.csv": the joint stays with its word.
    while (!begin.empty() && std::string_view("._- ").find(begin.back()) != std::string::npos) {
      end.insert(end.begin(), begin.back());
      begin.pop_back();
    }
    const bool has_name = !begin.empty() && begin.back() != '/';
    const char* const after = has_name || end.front() == '.' ? "" : "-";
    numbered.push_back(fmt::format("{}{}{}{}{}", begin, has_name ? "-" : "", number, after, end));
  }
  return numbered;
}

bool needs_body(const std::vector<std::string>& paths, const MotionOptions& motion) {
  return motion.fit || std::ranges::any_of(paths, is_motion_file);
}

bool write_scene(pose::Scene& scene, const SceneOutputs& outputs) {
  if (outputs.motion) fit_body(scene, outputs);
  const Interrupt interrupt;
  for (auto path = outputs.paths.begin(); path != outputs.paths.end(); ++path) {
    if (is_file_of_all(*path)) continue;
    if (!interrupt.requested() && write_one(scene, outputs, *path, interrupt)) continue;
    console::note(
        fmt::format("Interrupted; not written: {}", fmt::join(path, outputs.paths.end(), ", ")));
    return false;
  }
  return true;
}

bool is_scene_picture(const std::string& path) {
  return has_picture_ending(path) && !is_motion_file(path);
}

bool shows_all(const std::string& path) { return ending(path) == kPlayer; }

void write_files_of_all(const std::vector<std::string>& paths, const MotionFiles& motion,
                        std::span<const pose::Scene> people) {
  for (const std::string& path : paths) {
    if (is_file_of_all(path)) motion.write_all(path);
    if (!shows_all(path) || people.size() < 2) continue;
    pose::write_player(pose::people_together(people), path);
    console::print(fmt::format("Wrote {}: {} people, open it in a browser", path, people.size()));
  }
}

}  // namespace posegrad::apps

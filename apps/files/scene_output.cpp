#include "apps/files/scene_output.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/usage_error.h"
#include "pose/render/player/player.h"
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

bool is_picture(const std::string& path) {
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

void write_data(const pose::Scene& scene, const SceneOutputs& outputs, const std::string& path) {
  const char* space = outputs.space == pose::PoseSpace::camera ? "camera" : "world";
  if (outputs.positions.defined()) {
    pose::Scene moved = scene;
    moved.motions.front().positions = outputs.positions;
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
  if (is_picture(path)) return draw(scene, path, outputs.draw, progress, interrupt);
  if (ending(path) == kPlayer) {
    pose::write_player(scene, path);
    console::print(fmt::format("Wrote {}: open it in a browser", path));
  } else {
    write_data(scene, outputs, path);
  }
  return true;
}

}  // namespace

std::vector<std::string> scene_endings() {
  std::vector<std::string> endings = kPictures;
  endings.push_back(kPlayer);
  endings.insert(endings.end(), pose::result_endings().begin(), pose::result_endings().end());
  return endings;
}

void check_scene_path(const std::string& option, const std::string& path) {
  const std::vector<std::string> known = scene_endings();
  if (std::ranges::find(known, ending(path)) == known.end())
    throw UsageError(fmt::format("{}: found {}, expected a file that ends in {}", option, path,
                                 fmt::join(known, ", ")));
  if (is_picture(path) && !pose::can_draw_scenes())
    throw UsageError(
        fmt::format("{}: this posegrad was built without Cairo, which draws {}; {} needs nothing",
                    option, path, kPlayer));
}

double drawing_time(const std::string& path) {
  const std::string kind = ending(path);
  return kind == ".mp4" || kind == ".gif" ? 0.5 : 0.01;
}

bool write_scene(const pose::Scene& scene, const SceneOutputs& outputs) {
  const Interrupt interrupt;
  for (auto path = outputs.paths.begin(); path != outputs.paths.end(); ++path) {
    if (!interrupt.requested() && write_one(scene, outputs, *path, interrupt)) continue;
    console::note(
        fmt::format("Interrupted; not written: {}", fmt::join(path, outputs.paths.end(), ", ")));
    return false;
  }
  return true;
}

}  // namespace posegrad::apps

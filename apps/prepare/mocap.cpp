#include <array>
#include <map>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/progress.h"
#include "apps/files/named_files.h"
#include "apps/prepare/mocap_options.h"
#include "pose/data/mocap/mocap_set.h"
#include "pose/data/pose_files.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace mocap = pose::mocap;

std::string counted(Index count, const std::string& what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void print_summary(const mocap::MocapSet& set) {
  for (const mocap::Skipped& skipped : set.skipped)
    console::print(fmt::format("Skipped {}: {}: {}", skipped.name, skipped.kind, skipped.detail));
  console::print(fmt::format("{}, {}, {}: {:.1f} minutes",
                             counted(static_cast<Index>(set.positions.size()), "subject"),
                             counted(set.clips, "clip"), counted(set.frames, "frame"),
                             static_cast<double>(set.frames) / mocap::kFps / 60));
  if (set.t_pose_clips > 0)
    console::print(fmt::format("Dropped {} of a T at the start of {}",
                               counted(set.t_pose_frames, "frame"),
                               counted(set.t_pose_clips, "clip")));
  std::map<std::string, Index> counts;
  for (const mocap::Skipped& skipped : set.skipped) ++counts[skipped.kind];
  for (const auto& [kind, count] : counts)
    console::print(fmt::format("Skipped {}: {}", count, kind));
}

}  // namespace

int prepare_mocap(std::span<const std::string> arguments) {
  const PrepareMocapOptions options = parse_prepare_mocap_options(arguments);
  if (options.help) {
    console::print(help_text(prepare_mocap_help()));
    return 0;
  }
  const std::string path = options.output_path();
  const std::vector<std::string> files = mocap::mocap_files(options.input);
  make_folder(options.data);
  check_output_files(std::array{NamedFile{"-o/--output", path}},
                     std::array{NamedFile{"INPUT", options.input}});
  mocap::MocapOptions how{.fps = options.fps};
  if (!options.rig.empty()) how.rig = mocap::load_rig(options.rig);
  mocap::MocapSet set;
  {
    Progress progress(progress_on_stderr(), "Reading", "files", static_cast<Index>(files.size()));
    set = mocap::read_mocap(files, options.input, how, [&](Index done) { progress.update(done); });
  }
  print_summary(set);
  pose::write_positions_3d(path, set.positions);
  console::print(fmt::format("Wrote {}", path));
  return 0;
}

}  // namespace posegrad::apps

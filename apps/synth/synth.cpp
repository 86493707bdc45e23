#include <filesystem>
#include <functional>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/files/named_files.h"
#include "apps/synth/options.h"
#include "pose/data/pose_files.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

struct OutputFile {
  std::string path;
  std::string content;  // for the user
  std::function<pose::StagedFile(const std::string& path)> stage;
};

std::vector<OutputFile> output_files(const std::string& folder, const pose::SynthSet& set) {
  const auto keypoints = [&](const char* name, const char* content,
                             const pose::Keypoints2d& points) {
    return OutputFile{
        fmt::format("{}/data_2d_h36m_{}.npz", folder, name), content,
        [&points](const std::string& path) { return pose::stage_keypoints_2d(path, points); }};
  };
  return {
      {folder + "/data_3d_h36m.npz", "3D poses",
       [&set](const std::string& path) { return pose::stage_positions_3d(path, set.positions); }},
      keypoints("gt", "exact 2D keypoints (-k gt)", set.ground_truth),
      keypoints("noisy", "2D keypoints as a detector finds them (-k noisy)", set.detected),
      keypoints("coco", "the same in COCO's order, with scores (-k coco)", set.coco)};
}

/// Before the work, so that nobody waits for an error; nothing that was there is lost.
void check_free(const std::vector<OutputFile>& files, bool force) {
  for (const OutputFile& file : files) {
    if (!force && fs::exists(fs::symlink_status(file.path))) {
      throw IoError(fmt::format(
          "{}: is there already; give --force to replace it, or another --out", file.path));
    }
  }
}

Index frames_of(const pose::Positions3d& positions) {
  Index frames = 0;
  for (const pose::Subject3d& subject : positions) {
    for (const pose::Recording3d& recording : subject.recordings) frames += recording.poses.dim(0);
  }
  return frames;
}

std::string size_text(std::uintmax_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

void print_summary(const pose::SynthSet& set) {
  std::vector<std::string> names;
  std::size_t recordings = 0;
  for (const pose::Subject3d& subject : set.positions) {
    names.push_back(subject.name);
    recordings += subject.recordings.size();
  }
  console::print(fmt::format("{} subjects ({}), {} recordings, {} frames, each seen by 4 cameras",
                             names.size(), fmt::join(names, ", "), recordings,
                             frames_of(set.positions)));
}

}  // namespace

int synth(std::span<const std::string> arguments) {
  const SynthCommandOptions options = parse_synth_options(arguments);
  if (options.help) {
    console::print(help_text(synth_help()));
    return 0;
  }
  pose::SynthSet set;
  const std::vector<OutputFile> files = output_files(options.out, set);
  check_free(files, options.force);
  make_folder(options.out);
  set = pose::synthesize(options.synth);
  print_summary(set);
  std::vector<pose::StagedFile> staged;
  for (const OutputFile& file : files) staged.push_back(file.stage(file.path));
  pose::formats::commit_all(staged);
  for (const OutputFile& file : files) {
    console::print(fmt::format("Wrote {}: {}, {}", file.path, file.content,
                               size_text(fs::file_size(file.path))));
  }
  return 0;
}

}  // namespace posegrad::apps

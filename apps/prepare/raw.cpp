#include <array>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/progress.h"
#include "apps/files/named_files.h"
#include "apps/prepare/raw_options.h"
#include "pose/data/pose_files.h"
#include "pose/raw/h36m_keypoints.h"
#include "pose/raw/h36m_names.h"
#include "pose/raw/h36m_positions.h"
#include "pose/raw/humaneva.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace raw = pose::raw;

/// Runs `work` with a progress to tell.
template <class Work>
auto with_progress(const std::string& title, const std::string& unit, Index total, Work work) {
  Progress progress(progress_on_stderr(), title, unit, total);
  return work([&](Index done) { progress.update(std::min(done, total)); });
}

void print_inventory(const raw::Inventory& inventory) {
  for (const std::string& line : inventory.found) console::print(line);
  for (const std::string& remark : inventory.remarks) console::print("Note: " + remark);
}

/// Throws DataError unless it is allowed.
void judge_missing(const std::string& input, const raw::Inventory& inventory, bool allowed,
                   std::string_view meaning) {
  if (inventory.missing.empty()) return;
  if (!allowed)
    throw DataError(fmt::format("{}: missing: {}; {}; --allow-missing goes on without", input,
                                inventory.missing_text(), meaning));
  console::print(fmt::format("Missing: {}; {}", inventory.missing_text(), meaning));
}

constexpr std::string_view kOtherNumbers = "errors then are not those of the paper";
constexpr std::string_view kNoKeypoints =
    "training and evaluation refuse recordings whose keypoints are missing";

void check_places(const PrepareRawOptions& options, const std::string& source,
                  std::initializer_list<std::string> outputs) {
  make_folder(options.data);
  std::vector<NamedFile> files;
  for (const std::string& output : outputs) files.push_back({"--data", output});
  // A folder may be the one of the outputs: their names are no raw file's.
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(source, ignored);
  check_output_files(files, std::array{NamedFile{"the source", is_folder ? "" : source}});
}

void write(const std::string& path, const pose::Positions3d& positions) {
  pose::write_positions_3d(path, positions);
  console::print(fmt::format("Wrote {}", path));
}

void write(const std::string& path, const pose::Keypoints2d& keypoints) {
  pose::write_keypoints_2d(path, keypoints);
  console::print(fmt::format("Wrote {}", path));
}

}  // namespace

int prepare_h36m(std::span<const std::string> arguments) {
  const PrepareRawOptions options = parse_prepare_h36m_options(arguments);
  if (options.help) {
    console::print(prepare_h36m_help());
    return 0;
  }
  const bool is_archive = !options.from_archive.empty(), is_cdf = !options.from_source.empty();
  const std::string& input = is_archive ? options.from_archive
                             : is_cdf   ? options.from_source
                                        : options.from_source_mat;
  const raw::H36mSource source = is_archive ? raw::H36mSource::archive
                                 : is_cdf   ? raw::H36mSource::cdf
                                            : raw::H36mSource::mat;
  const std::string positions = options.positions_path("h36m"),
                    keypoints = options.keypoints_path("h36m", "gt");
  check_places(options, input, {positions, keypoints});
  const Index all = raw::h36m_recording_count();
  raw::H36mPoses poses = with_progress("Reading", "recordings", all, [&](auto progress) {
    return raw::read_h36m_positions(input, source, progress);
  });
  print_inventory(poses.inventory);
  judge_missing(input, poses.inventory, options.allow_missing, kOtherNumbers);
  const pose::Keypoints2d seen = with_progress("Projecting", "recordings", all, [&](auto progress) {
    return raw::project_h36m(poses.positions, progress);
  });
  write(positions, poses.positions);
  write(keypoints, seen);
  return 0;
}

int prepare_h36m_2d(std::span<const std::string> arguments) {
  const PrepareRawOptions options = parse_prepare_h36m_2d_options(arguments);
  if (options.help) {
    console::print(prepare_h36m_2d_help());
    return 0;
  }
  const bool is_hourglass = options.input.empty();
  const auto which =
      options.pretrained.empty() ? raw::Hourglass::fine_tuned : raw::Hourglass::pretrained;
  const std::string input = !is_hourglass                         ? options.input
                            : which == raw::Hourglass::pretrained ? options.pretrained
                                                                  : options.fine_tuned;
  const std::string path =
      options.keypoints_path("h36m", !is_hourglass                         ? options.name
                                     : which == raw::Hourglass::pretrained ? "sh_pt_mpii"
                                                                           : "sh_ft_h36m");
  check_places(options, input, {path});
  const raw::H36mKeypoints found =
      with_progress("Reading", "videos", raw::h36m_video_count(), [&](auto progress) {
        return is_hourglass ? raw::read_h36m_hourglass(input, which, progress)
                            : raw::read_h36m_detections(input, options.name, progress);
      });
  print_inventory(found.inventory);
  // As the reference: the archives must be whole, detections of one's own may be some.
  judge_missing(input, found.inventory, options.allow_missing || !is_hourglass, kNoKeypoints);
  write(path, found.keypoints);
  return 0;
}

int prepare_humaneva(std::span<const std::string> arguments) {
  const PrepareRawOptions options = parse_prepare_humaneva_options(arguments);
  if (options.help) {
    console::print(prepare_humaneva_help());
    return 0;
  }
  constexpr Index kFiles = 30, kVideos = 45;
  const raw::HumanEvaSet set = with_progress("Reading", "files", kFiles, [&](auto progress) {
    return raw::read_humaneva(options.converted, progress);
  });
  const std::string name = fmt::format("humaneva{}", set.joints),
                    positions = options.positions_path(name),
                    keypoints = options.keypoints_path(name, "gt");
  check_places(options, options.converted, {positions, keypoints});
  print_inventory(set.inventory);
  judge_missing(options.converted, set.inventory, true, kOtherNumbers);
  raw::HumanEvaKeypoints detected;
  if (!options.detections.empty()) {
    detected = with_progress("Reading", "videos", kVideos, [&](auto progress) {
      return raw::read_humaneva_detections(options.detections, options.name, set, progress);
    });
    print_inventory(detected.inventory);
    judge_missing(options.detections, detected.inventory, true, kNoKeypoints);
  }
  write(positions, set.positions);
  write(keypoints, set.keypoints);
  if (!options.detections.empty())
    write(options.keypoints_path(name, options.name), detected.keypoints);
  return 0;
}

}  // namespace posegrad::apps

#include <array>
#include <filesystem>
#include <functional>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/progress.h"
#include "apps/console/signals.h"
#include "apps/files/named_files.h"
#include "apps/prepare/raw_options.h"
#include "pose/data/pose_files.h"
#include "pose/formats/atomic_file.h"
#include "pose/formats/text_codec.h"
#include "pose/raw/h36m_keypoints.h"
#include "pose/raw/h36m_names.h"
#include "pose/raw/h36m_positions.h"
#include "pose/raw/humaneva.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;
namespace raw = pose::raw;

struct Stopped {};  // by Ctrl-C

constexpr std::string_view kOtherNumbers = "errors then are not those of the paper";
constexpr std::string_view kNoKeypoints =
    "training and evaluation refuse recordings whose keypoints are missing";

/// Reads, tells what it found, and writes. Ctrl-C stops it between two files.
class Preparation {
 public:
  explicit Preparation(const PrepareRawOptions& options) : options_(options) {}

  /// Runs `work` with a progress to tell.
  template <class Work>
  auto with_progress(const std::string& title, const std::string& unit, Index total, Work work) {
    Progress progress(progress_on_stderr(), title, unit, total);
    return work([&](Index done) {
      progress.update(std::min(done, total));
      stop_if_asked();
    });
  }

  /// Throws DataError for what is missing, unless it is allowed.
  void tell(const std::string& source, const raw::Inventory& inventory,
            std::string_view meaning) const {
    for (const std::string& line : inventory.found) console::print(line);
    for (const std::string& note : inventory.notes()) console::print("Note: " + note);
    if (inventory.missing.empty()) return;
    const std::string what = fmt::format("{}; {}", inventory.missing_text(), meaning);
    if (!options_.allow_missing)
      throw DataError(fmt::format("{}: missing: {}; --allow-missing goes on without",
                                  pose::formats::printable_path(source), what));
    console::print("Missing: " + what);
  }

  /// Before anything is read.
  void check_places(const std::string& source, std::initializer_list<std::string> outputs) const {
    // A folder may be the one of the outputs: their names are no raw file's.
    std::error_code ignored;
    const bool is_folder = fs::is_directory(source, ignored);
    std::vector<NamedFile> files;
    for (const std::string& output : outputs) files.push_back({"--data", output});
    if (fs::exists(options_.data, ignored))
      check_output_files(files, std::array{NamedFile{"the source", is_folder ? "" : source}});
    else
      check_folder_can_be_made(options_.data);
  }

  void add(const std::string& path, const pose::Positions3d& positions) {
    add([&] { return pose::stage_positions_3d(path, positions); });
  }
  void add(const std::string& path, const pose::Keypoints2d& keypoints) {
    add([&] { return pose::stage_keypoints_2d(path, keypoints); });
  }
  /// Puts all that was added in place.
  void finish() {
    pose::formats::commit_all(files_);
    for (const pose::StagedFile& file : files_)
      console::print(fmt::format("Wrote {}", file->path()));
  }

  int run(const std::function<void()>& work) {
    try {
      work();
      return 0;
    } catch (const Stopped&) {
    } catch (const Error&) {
      if (!interrupt_.requested()) throw;  // else it is of a process that the same key stopped
    }
    return kInterruptedExitCode;
  }

 private:
  void stop_if_asked() const {
    if (interrupt_.requested()) throw Stopped();
  }
  template <class Stage>
  void add(Stage stage) {
    make_folder(options_.data);
    files_.push_back(stage());
    stop_if_asked();
  }

  const PrepareRawOptions& options_;
  Interrupt interrupt_;
  std::vector<pose::StagedFile> files_;
};

int prepare_h36m_job(const PrepareRawOptions& o) {
  const bool is_archive = !o.from_archive.empty(), is_cdf = !o.from_source.empty();
  const std::string& input = is_archive ? o.from_archive
                             : is_cdf   ? o.from_source
                                        : o.from_source_mat;
  const auto kind = is_archive ? raw::H36mKind::archive
                    : is_cdf   ? raw::H36mKind::cdf
                               : raw::H36mKind::mat;
  const std::string positions = o.positions_path("h36m"),
                    keypoints = o.keypoints_path("h36m", "gt");
  const Index all = raw::h36m_recording_count();
  Preparation job(o);
  job.check_places(input, {positions, keypoints});
  return job.run([&] {
    const raw::H36mPoses poses = job.with_progress(
        "Reading", "recordings", all,
        [&](auto progress) { return raw::read_h36m_positions(input, kind, progress); });
    job.tell(input, poses.inventory, kOtherNumbers);
    const auto seen = job.with_progress("Projecting", "recordings", all, [&](auto progress) {
      return raw::project_h36m(poses.positions, progress);
    });
    job.add(positions, poses.positions);
    job.add(keypoints, seen);
    job.finish();
  });
}

int prepare_h36m_2d_job(const PrepareRawOptions& o) {
  const bool is_pretrained = !o.pretrained.empty(), is_hourglass = o.input.empty();
  const std::string& input = !is_hourglass ? o.input : is_pretrained ? o.pretrained : o.fine_tuned;
  const std::string name = !is_hourglass ? o.name : is_pretrained ? "sh_pt_mpii" : "sh_ft_h36m";
  const auto kind =
      is_pretrained ? raw::H36mKind::hourglass_pretrained : raw::H36mKind::hourglass_fine_tuned;
  const std::string path = o.keypoints_path("h36m", name);
  Preparation job(o);
  job.check_places(input, {path});
  return job.run([&] {
    const raw::H36mKeypoints found =
        job.with_progress("Reading", "videos", raw::h36m_video_count(), [&](auto progress) {
          return is_hourglass ? raw::read_h36m_hourglass(input, kind, progress)
                              : raw::read_h36m_detections(input, name, progress);
        });
    job.tell(input, found.inventory, kNoKeypoints);
    job.add(path, found.keypoints);
    job.finish();
  });
}

int prepare_humaneva_job(const PrepareRawOptions& o) {
  constexpr Index kFiles = 30, kVideos = 45;
  Preparation job(o);
  return job.run([&] {
    const auto set = job.with_progress("Reading", "files", kFiles, [&](auto progress) {
      return raw::read_humaneva(o.converted, progress);
    });
    const std::string name = fmt::format("humaneva{}", set.joints),
                      positions = o.positions_path(name), keypoints = o.keypoints_path(name, "gt"),
                      detections = o.keypoints_path(name, o.name);
    job.check_places(o.converted, {positions, keypoints, detections});
    job.tell(o.converted, set.inventory, kOtherNumbers);
    if (!o.detections.empty()) {
      const auto detected = job.with_progress("Reading", "videos", kVideos, [&](auto progress) {
        return raw::read_humaneva_detections(o.detections, o.name, set, progress);
      });
      job.tell(o.detections, detected.inventory, kNoKeypoints);
      job.add(detections, detected.keypoints);
    }
    job.add(positions, set.positions);
    job.add(keypoints, set.keypoints);
    job.finish();
  });
}

template <class Parse, class Job>
int run_or_help(std::span<const std::string> arguments, Parse parse, CommandHelp (*help)(),
                Job job) {
  const PrepareRawOptions options = parse(arguments);
  if (!options.help) return job(options);
  console::print(help_text(help()));
  return 0;
}

}  // namespace

int prepare_h36m(std::span<const std::string> arguments) {
  return run_or_help(arguments, parse_prepare_h36m_options, prepare_h36m_help, prepare_h36m_job);
}

int prepare_h36m_2d(std::span<const std::string> arguments) {
  return run_or_help(arguments, parse_prepare_h36m_2d_options, prepare_h36m_2d_help,
                     prepare_h36m_2d_job);
}

int prepare_humaneva(std::span<const std::string> arguments) {
  return run_or_help(arguments, parse_prepare_humaneva_options, prepare_humaneva_help,
                     prepare_humaneva_job);
}

}  // namespace posegrad::apps

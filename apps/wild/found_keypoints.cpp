#include "apps/wild/found_keypoints.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "apps/console/console.h"
#include "apps/detect/people_in_video.h"
#include "apps/usage_error.h"
#include "pose/detect/coco_file.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

// A new file with a name of its own, readable by nobody else.
std::string new_temporary() {
  std::string path = (fs::temp_directory_path() / "posegrad-XXXXXX.json").string();
  const int file = mkstemps(path.data(), 5);
  if (file < 0)
    throw IoError(fmt::format("cannot write {}: {}", path, std::generic_category().message(errno)));
  close(file);
  return path;
}

}  // namespace

std::string kept_keypoints_path(const WildOptions& options) {
  return fs::path(options.outputs.front()).replace_extension(".keypoints.json").string();
}

FoundKeypoints::~FoundKeypoints() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove(temporary_, ignored);
}

bool FoundKeypoints::find(WildOptions& options, const pose::VideoInfo& info,
                          const ProgressTarget& progress) {
  const std::string video = options.detections,
                    made = options.keep_keypoints ? made_by(video, options.detector) : "";
  const std::string kept = options.keep_keypoints ? kept_keypoints_path(options) : "";
  options.reading.first_frame = 0;
  if (options.keep_keypoints && pose::is_made_by(kept, made)) {
    console::print(fmt::format("Keypoints: {}, kept from an earlier line", kept));
    options.detections = kept;
    return true;
  }
  if (options.keep_keypoints && fs::exists(kept) && !pose::is_kept(kept))
    throw IoError(fmt::format(
        "{}: --keep-keypoints would write there, and the file is not of an earlier line; move it",
        kept));
  const auto people = people_in_video(video, info, options.detector, progress);
  if (!people) return false;
  has_looked_ = true;
  if (!options.keep_keypoints) {
    temporary_ = new_temporary();
    leftover_ = pose::formats::Leftover(temporary_);
  }
  options.detections = options.keep_keypoints ? kept : temporary_;
  pose::write_coco_results(options.detections, *people, made);
  if (options.keep_keypoints) console::print(fmt::format("Wrote {}: the keypoints", kept));
  return true;
}

void refuse_detector_options(const WildOptions& options) {
  const DetectorOptions &told = options.detector, none{};
  const char* option = told.kind != none.kind     ? "--detector"
                       : told.start != none.start ? "--start"
                       : told.end != none.end     ? "--end"
                       : told.every != none.every ? "--every"
                       : !told.weights.empty()    ? "--detector-weights"
                       : options.keep_keypoints   ? "--keep-keypoints"
                                                  : nullptr;
  if (!option) return;
  if (std::error_code failed; !fs::exists(options.detections, failed))
    throw IoError(fmt::format("cannot open {}: no such file or folder", options.detections));
  throw UsageError(fmt::format("{}: it is for a video in which people are to be found; {} is none",
                               option, options.detections));
}

}  // namespace posegrad::apps

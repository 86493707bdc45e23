#include "apps/wild/found_keypoints.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/detect/people_in_video.h"
#include "apps/usage_error.h"
#include "pose/detect/coco_file.h"
#include "tensor/error.h"

namespace posegrad::apps {

namespace fs = std::filesystem;

std::string kept_keypoints_path(const WildOptions& options) {
  return fs::path(options.outputs.front()).replace_extension(".keypoints.json").string();
}

bool FoundKeypoints::find(WildOptions& options, const pose::VideoInfo& info,
                          const ProgressTarget& progress) {
  const std::string video = options.detections,
                    made = options.keep_keypoints ? made_by(video, options.detector) : "";
  const std::string kept = options.keep_keypoints ? kept_keypoints_path(options) : "";
  // Known of our own keypoints, guessed of others': people may lie on their sides.
  options.reading.first_frame = 0;
  if (!options.reading.turned) options.reading.turned = 0;
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
    unnamed_ = UnnamedFile(pose::coco_results(*people));
    options.detections = unnamed_.path();
    return true;
  }
  pose::write_coco_results(kept, *people, made);
  console::print(fmt::format("Wrote {}: the keypoints", kept));
  options.detections = kept;
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

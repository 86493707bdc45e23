#include "pose/inspect/inspect.h"

#include <cmath>

#include <fmt/format.h>

#include "pose/formats/reading_limit.h"
#include "pose/inspect/inspectors.h"
#include "pose/video/video_info.h"
#include "tensor/error.h"

namespace posegrad::pose {

inspection::Report inspect_file(const std::string& path, const InspectOptions& options) {
  using inspection::FileKind;
  FileKind kind = inspection::kind_of_file(path);
  const bool wants_detections = options.reads_detections || !options.video.empty() ||
                                options.frame || !options.picture.empty();
  if (kind == FileKind::data_set && wants_detections) kind = FileKind::detections;
  if (kind != FileKind::detections && wants_detections)
    throw DataError(
        fmt::format("{}: a {}; only detections take the options about keypoints, their "
                    "video and picture",
                    path, inspection::name_of(kind)));
  inspection::Report report;
  report.file = path;
  report.kind = inspection::name_of(kind);
  try {
    switch (kind) {
      case FileKind::checkpoint:
        formats::within_reading_limit(path, [&] { inspection::inspect_checkpoint(path, report); });
        break;
      case FileKind::data_set:
        formats::within_reading_limit(path, [&] { inspection::inspect_data_set(path, report); });
        break;
      case FileKind::video:
        inspection::inspect_video(path, report);
        break;
      case FileKind::detections:
        formats::within_reading_limit(
            path, [&] { inspection::inspect_detections(path, options, report); });
        break;
    }
  } catch (const DataError& error) {
    report.refused = error.what();
  }
  return report;
}

}  // namespace posegrad::pose

namespace posegrad::pose::inspection {
namespace {

constexpr double kSlow = 12, kFast = 120;  // frames a second

void add_odd(const VideoInfo& info, Report& report) {
  if (info.frames == 0) report.odd.emplace_back("no frame can be read");
  if (info.rotation != 0)
    report.odd.push_back(fmt::format(
        "it was filmed turned and is {}x{} as it is shown: keypoints of a detector that ignores "
        "the turn need wild --turned",
        info.width, info.height));
  if (info.variable_rate)
    report.odd.push_back(fmt::format(
        "frames come at varying intervals: poses are taken as {:.6g} frames a second throughout",
        info.fps));
  if (info.fps > 0 && info.fps < kSlow)
    report.odd.push_back(fmt::format("{:.4g} frames a second are few to see motion in", info.fps));
  if (info.fps > kFast)
    report.odd.push_back(fmt::format(
        "{:.6g} frames a second: slow motion? Where it is played slower than it was filmed, wild "
        "--fps says the rate of filming",
        info.fps));
}

}  // namespace

void inspect_video(const std::string& path, Report& report) {
  const VideoInfo info = probe_video(path);
  Section& video = report.section("video");
  video.add("width", info.width, fmt::format("{} pixels", info.width));
  video.add("height", info.height, fmt::format("{} pixels", info.height));
  video.add("rotation", info.rotation,
            info.rotation == 0
                ? "none"
                : fmt::format("{} degrees, undone in width and height", info.rotation));
  video.add("fps", info.fps > 0 ? Json(info.fps) : Json(),
            info.fps > 0 ? fmt::format("{:.6g}{}", info.fps, info.variable_rate ? ", the mean" : "")
                         : "");
  video.add("varying rate", info.variable_rate);
  video.add("frames", info.frames);
  video.add("seconds", info.duration, fmt::format("{:.3f}", info.duration));
  add_odd(info, report);
}

}  // namespace posegrad::pose::inspection

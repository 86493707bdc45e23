#include "pose/inspect/inspect.h"

#include <fmt/format.h>

#include "pose/inspect/file_kind.h"
#include "pose/inspect/inspect_checkpoint.h"
#include "pose/inspect/inspect_data_set.h"
#include "pose/inspect/inspect_detections.h"
#include "pose/inspect/inspect_video.h"
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
        inspection::inspect_checkpoint(path, report);
        break;
      case FileKind::data_set:
        inspection::inspect_data_set(path, report);
        break;
      case FileKind::video:
        inspection::inspect_video(path, report);
        break;
      case FileKind::detections:
        inspection::inspect_detections(path, options, report);
        break;
    }
  } catch (const DataError& error) {
    report.refused = error.what();
  }
  return report;
}

}  // namespace posegrad::pose

#include "pose/detections/read_steps.h"

#include <fmt/format.h>

#include "pose/detections/layouts/layout.h"

namespace posegrad::pose::detections {

std::string container_of(const Source& source) {
  if (source.is_folder) return fmt::format("folder of {} files", source.documents.size());
  return source.documents.empty() ? "" : source.documents.front().container;
}

Records records_of(const RecordReader& reader, const Source& source, const ReadOptions& options) {
  Records records = reader.read(
      source, {options.subject, options.action, options.camera, points_wanted(options.layout)});
  if (records.usual.empty()) records.usual = reader.layouts();
  records.is_of_tool = reader.is_of_tool();
  return records;
}

}  // namespace posegrad::pose::detections

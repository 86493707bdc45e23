#pragma once
#include <string>

#include "pose/detections/container/document.h"
#include "pose/detections/read_options.h"
#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections {

// The first steps of read_detections, for those who want to know how far it came.

/// What a source is wrapped in, for people: "JSON, gzip", "folder of 60 files".
std::string container_of(const Source& source);

/// What the file says, with the layouts that its format usually has where the reader names none.
/// Throws as the reader.
Records records_of(const RecordReader& reader, const Source& source, const ReadOptions& options);

}  // namespace posegrad::pose::detections

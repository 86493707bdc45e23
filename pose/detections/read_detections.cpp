#include "pose/detections/read_detections.h"

#include <utility>

#include <fmt/format.h>

#include "pose/detections/container/open_source.h"
#include "pose/detections/layouts/layout.h"
#include "pose/detections/meaning/joints.h"
#include "pose/detections/meaning/meaning.h"
#include "pose/detections/records/record_reader.h"
#include "pose/formats/reading_limit.h"

namespace posegrad::pose {
namespace {

struct ReadRecords {
  detections::Records records;
  std::string container;
};

/// The source's own text and values are gone when it returns.
ReadRecords read_records(const std::string& path, const ReadOptions& options) {
  const detections::Source source = detections::open_source(path);
  const detections::RecordReader& reader = detections::reader_for(source);
  return {records_of(reader, source, options), container_of(source)};
}

std::string joined(std::string note, const std::string& more) {
  if (!note.empty() && !more.empty()) note += "; ";
  return note + more;
}

Detections detections_in(const std::string& path, const ReadOptions& options) {
  ReadRecords read = read_records(path, options);
  detections::CleanRecords cleaned = detections::clean(std::move(read.records), options, path);
  cleaned.report.container = std::move(read.container);
  detections::Recognised recognised =
      detections::recognise_layout(cleaned.records, path, options.layout);
  const detections::JointMap map =
      detections::map_to(recognised.layout, detections::target_of(recognised.layout, options));
  recognised.note = joined(recognised.note, detections::map_note(recognised.layout, map));
  return detections::to_detections(std::move(cleaned), recognised, map, options, path);
}

}  // namespace

Detections read_detections(const std::string& path, const ReadOptions& options) {
  return formats::within_reading_limit(path, [&] { return detections_in(path, options); });
}

std::vector<std::string> detection_formats() {
  std::vector<std::string> formats;
  for (const auto& reader : detections::record_readers())
    formats.push_back(fmt::format("{} ({})", reader->name(), reader->files()));
  return formats;
}

}  // namespace posegrad::pose

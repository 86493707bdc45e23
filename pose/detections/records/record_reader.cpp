#include "pose/detections/records/record_reader.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/records/array_readers.h"
#include "pose/detections/records/file_names.h"
#include "pose/detections/records/json/values.h"
#include "pose/detections/records/json_readers.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

std::string found_in(const Document& document) {
  switch (document.content) {
    case Content::table:
      return fmt::format("{} with {} rows", document.container, document.table.rows.size());
    case Content::text:
      return fmt::format("{} that begins with '{}'", document.container,
                         formats::printable(document.text.substr(0, 24)));
    default:
      return fmt::format("{}: {}", document.container, description(document.value));
  }
}

std::string found_in(const Source& source) {
  if (!source.is_folder)
    return source.documents.empty() ? "nothing" : found_in(source.documents.front());
  std::vector<std::string> names = source.left_out;
  for (const Document& document : source.documents) names.push_back(document.name);
  if (names.empty()) return "an empty folder";
  const std::string files = fmt::format("a folder of {} file{} ({})", names.size(),
                                        names.size() == 1 ? "" : "s", list_text(names));
  if (source.documents.empty()) return files;
  return fmt::format("{}; in {} {}", files, formats::printable(source.documents.front().name),
                     found_in(source.documents.front()));
}

std::string known_formats() {
  std::vector<std::string> names;
  for (const auto& reader : record_readers()) names.push_back(reader->name());
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<std::unique_ptr<RecordReader>> all_readers() {
  std::vector<std::unique_ptr<RecordReader>> readers = json_readers();
  readers.push_back(generic_json_reader());
  std::ranges::move(array_readers(), std::back_inserter(readers));
  return readers;
}

}  // namespace

std::span<const std::unique_ptr<RecordReader>> record_readers() {
  static const std::vector<std::unique_ptr<RecordReader>> readers = all_readers();
  return readers;
}

const RecordReader& reader_for(const Source& source) {
  if (source.is_folder && source.documents.empty() && !source.folders.empty())
    throw DataError(fmt::format("{}: a folder of {} folder{} ({}); name the one to read",
                                source.path, source.folders.size(),
                                source.folders.size() == 1 ? "" : "s", list_text(source.folders)));
  const auto readers = record_readers();
  const auto found =
      std::ranges::find_if(readers, [&](const auto& reader) { return reader->takes(source); });
  if (found != readers.end()) return **found;
  throw DataError(fmt::format("{}: no known output of a 2D detector; found {}; known are: {}",
                              source.path, found_in(source), known_formats()));
}

}  // namespace posegrad::pose::detections

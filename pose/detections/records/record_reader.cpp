#include "pose/detections/records/record_reader.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/records/json/values.h"
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

}  // namespace

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

Records records_of(const RecordReader& reader, const Source& source, const ReadOptions& options) {
  Records records = reader.read(
      source, {options.subject, options.action, options.camera, points_wanted(options.layout)});
  if (records.usual.empty()) records.usual = reader.layouts();
  records.is_of_tool = reader.is_of_tool();
  return records;
}

std::string list_text(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost + 1); ++i) {
    text += i == 0 ? "" : ", ";
    text += i == kMost ? "..." : formats::printable(names[i]);
  }
  return text;
}

void note_left_out(const std::vector<std::string>& names, std::vector<std::string>& notes) {
  if (names.empty()) return;
  notes.push_back(fmt::format("{} other file{} in the folder left out: {}", names.size(),
                              names.size() == 1 ? "" : "s", list_text(names)));
}

}  // namespace posegrad::pose::detections

#include "pose/detections/container/open_document.h"

#include <filesystem>

#include <fmt/format.h>

#include "pose/detections/container/archive.h"
#include "pose/detections/container/arrays.h"
#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/hdf5_tree.h"
#include "pose/detections/container/json_documents.h"
#include "pose/detections/container/named_bytes.h"
#include "pose/detections/container/text.h"
#include "pose/detections/container/text_tables.h"
#include "pose/detections/container/unpack.h"
#include "pose/formats/npy.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/torch_file.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;

constexpr int kMostWrappings = 3;

[[noreturn]] void fail_foreign(const NamedBytes& file, std::string_view what) {
  throw ForeignFile(fmt::format("{}: {}", file.path, what));
}

std::string unknown_binary(std::string_view bytes) {
  constexpr std::size_t kShown = 8;
  std::string text = "binary data of an unknown kind, which begins with";
  for (const char byte : bytes.substr(0, kShown))
    text += fmt::format(" {:02x}", static_cast<unsigned char>(byte));
  return text;
}

Document document_of(const NamedBytes& file, std::string_view container, Content content) {
  return {.path = file.path,
          .name = file.name,
          .container = std::string(container) + file.wrapping,
          .content = content,
          .value = {},
          .table = {},
          .text = {}};
}

Document value_document(const NamedBytes& file, std::string_view container, Content content,
                        Value value) {
  Document document = document_of(file, container, content);
  document.value = std::move(value);
  return document;
}

Document hdf5_document(const NamedBytes& file, Budget& budget) {
  return value_document(file, "HDF5", Content::data,
                        file.disk_path.empty() ? read_hdf5_bytes(file.bytes, file.path, budget)
                                               : read_hdf5_file(file.disk_path, file.path, budget));
}

Document pickle_document(const NamedBytes& file) {
  std::vector<Value> values = read_pickles(file.bytes, file.path);
  if (values.size() == 1)
    return value_document(file, "pickle", Content::data, values.front().unwrapped());
  return value_document(file, "pickles", Content::data_lines, Value::list(std::move(values)));
}

Document torch_document(const NamedBytes& file, Budget& budget) {
  Value value = read_torch_value(file, budget);
  const Content content = value.is_array() ? Content::array : Content::data;
  return value_document(file, "PyTorch", content, std::move(value));
}

}  // namespace

NamedBytes DocumentOpener::load(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  NamedBytes file{
      {}, formats::printable_path(path), std::string(without_compression_ending(name)), "", ""};
  // Large ones are left on the disk where libhdf5 can read what it needs.
  constexpr std::uint64_t kLarge = 1 << 20;
  std::error_code ignored;
  const std::uint64_t size = std::filesystem::file_size(path, ignored);
  if (!ignored && size > kLarge && is_hdf5(begin_of(path))) {
    file.disk_path = path;
    return file;
  }
  file.bytes = formats::read_file(path, budget_.limits().bytes);
  budget_.take_bytes(file.bytes.size(), file.path);
  return file;
}

std::vector<NamedBytes> DocumentOpener::unwrap(NamedBytes file) {
  for (int wrappings = 0;; ++wrappings) {
    const std::string_view compression = compression_of(file.bytes.view());
    const ArchiveKind archive = compression.empty() ? archive_kind(file) : ArchiveKind::none;
    const bool is_archive = archive == ArchiveKind::zip || archive == ArchiveKind::tar;
    if (compression.empty() && !is_archive) {
      std::vector<NamedBytes> one;
      one.push_back(std::move(file));
      return one;
    }
    if (wrappings == kMostWrappings)
      throw DataError(fmt::format("{}: packed more than {} times", file.path, kMostWrappings));
    if (is_archive) {
      std::vector<NamedBytes> members = archive_members(file, archive, budget_);
      if (members.empty()) throw DataError(fmt::format("{}: an archive without files", file.path));
      if (members.size() > 1) return members;
      file = std::move(members.front());
    } else {
      file.bytes = unpack(file.bytes, compression, file.path, budget_);
      file.wrapping = fmt::format(", {}{}", compression, file.wrapping);
    }
  }
}

Document DocumentOpener::open(const NamedBytes& file) {
  const std::string_view bytes = file.bytes.view();
  if (!file.disk_path.empty() || is_hdf5(bytes)) return hdf5_document(file, budget_);
  if (formats::is_npy(bytes))
    return value_document(file, "npy", Content::array, read_npy_array(file));
  switch (archive_kind(file)) {
    case ArchiveKind::npz:
      return value_document(file, "npz", Content::arrays, read_npz_arrays(file, budget_));
    case ArchiveKind::torch:
      return torch_document(file, budget_);
    case ArchiveKind::office:
      fail_foreign(file, "an Office document (xlsx, docx); save it as CSV");
    case ArchiveKind::zip:
    case ArchiveKind::tar:
      fail_foreign(file, "an archive of several files");
    case ArchiveKind::none:
      break;
  }
  if (formats::is_torch_legacy(bytes)) return torch_document(file, budget_);
  if (const std::string_view kind = foreign_kind(bytes); !kind.empty()) fail_foreign(file, kind);
  if (looks_like_pickle(bytes)) return pickle_document(file);
  if (!looks_like_text(bytes)) fail_foreign(file, unknown_binary(bytes));
  return text_document(file);
}

Document DocumentOpener::text_document(const NamedBytes& file) {
  const std::optional<std::string> converted = to_utf8(file.bytes.view(), file.path);
  const std::string_view text = converted ? *converted : file.bytes.view();
  const std::string ending = file_ending(file.name);
  if (looks_like_json(text)) {
    const bool is_lines = ending == "jsonl" || ending == "ndjson";
    JsonDocuments json = read_json_documents(text, file.path, is_lines, budget_, keys_);
    return json.is_list_of_texts
               ? value_document(file, "JSON lines", Content::data_lines, std::move(json.value))
               : value_document(file, "JSON", Content::data, std::move(json.value));
  }
  if (is_trc(text)) {
    Document document = document_of(file, "TRC", Content::table);
    document.table = read_trc(text, file.path, budget_);
    return document;
  }
  if (const auto dialect = csv_dialect(text, ending == "csv" || ending == "tsv")) {
    Document document =
        document_of(file, dialect->separator == '\t' ? "TSV" : "CSV", Content::table);
    document.table = read_csv(dialect->rest, dialect->separator, file.path, budget_);
    use_decimal_points(document.table, dialect->separator);
    return document;
  }
  Document document = document_of(file, "text", Content::text);
  document.text = plain_text(text, file.path);
  return document;
}

}  // namespace posegrad::pose::detections

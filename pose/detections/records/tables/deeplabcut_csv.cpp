#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/sequence_choice.h"
#include "pose/detections/records/tables/deeplabcut_columns.h"
#include "pose/detections/records/tables/table_readers.h"
#include "pose/detections/records/tables/table_rows.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

using Row = std::vector<std::string>;

/// Rows of the table that name the columns.
struct Header {
  std::size_t rows = 0;
  const Row* individuals = nullptr;
  const Row* bodyparts = nullptr;
  const Row* coords = nullptr;
  bool is_whole() const { return bodyparts != nullptr && coords != nullptr; }
};

Header header_of(const Document& document) {
  Header header;
  if (document.content != Content::table) return header;
  for (const Row& row : document.table.rows) {
    const std::string name = row.empty() ? "" : arrays::bare_name(row.front());
    if (name == "individuals") {
      header.individuals = &row;
    } else if (name == "bodyparts") {
      header.bodyparts = &row;
    } else if (name == "coords") {
      header.coords = &row;
    } else if (name != "scorer") {
      break;
    }
    ++header.rows;
  }
  return header;
}

std::string cell_of(const Row* row, std::size_t column) {
  return row != nullptr && column < row->size() ? std::string(trimmed((*row)[column])) : "";
}

/// Cells in front that name the frame: a number, a picture's path, or its path in three parts.
std::size_t index_columns(const Header& header) {
  std::size_t count = 1;
  while (count < header.coords->size() && cell_of(header.coords, count).empty()) ++count;
  return count;
}

/// "mouse1 nose x" for errors.
std::vector<std::string> full_names(const Header& header, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string individual = cell_of(header.individuals, i);
    names.push_back(fmt::format("{}{}{} {}", individual, individual.empty() ? "" : " ",
                                cell_of(header.bodyparts, i), cell_of(header.coords, i)));
  }
  return names;
}

class DeepLabCutCsvReader final : public RecordReader {
 public:
  std::string name() const override { return "DeepLabCut CSV"; }
  std::string written_by() const override { return "DeepLabCut, Lightning Pose"; }
  std::string files() const override { return "CSV (scorer, individuals, bodyparts, coords)"; }
  std::vector<std::string> layouts() const override { return {}; }

  bool takes(const Source& source) const override {
    const Document* document = arrays::single_document(source);
    return document != nullptr && header_of(*document).is_whole();
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    arrays::require_no_choice(source, choice);
    const Document& document = *arrays::single_document(source);
    const Header header = header_of(document);
    const std::size_t first = index_columns(header);
    std::vector<DeepLabCutColumn> columns;
    for (std::size_t i = first; i < header.coords->size(); ++i)
      columns.push_back({cell_of(header.individuals, i), cell_of(header.bodyparts, i),
                         cell_of(header.coords, i)});
    const DeepLabCutColumns people(columns, document.path);
    TableRows rows(document, 0, header.rows);
    rows.rename(full_names(header, rows.names().size()));
    Records records;
    records.format = name();
    records.names = people.names();
    records.units = Units::pixels;
    records.keys = are_numbered(rows, first) ? FrameKeys::from_zero : FrameKeys::names;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      RawFrame& frame = records.frames.emplace_back();
      frame.where = rows.where(row);
      if (records.keys == FrameKeys::names) {
        frame.name = rows.cell(row, first - 1);
      } else {
        frame.number = rows.number(row, 0);
      }
      frame.people =
          people.people_of([&](std::size_t i) { return rows.number(row, first + i); }, frame.where);
    }
    arrays::leave_out_absent_people(records);
    return records;
  }

 private:
  static bool are_numbered(const TableRows& rows, std::size_t index) {
    if (index != 1) return false;
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (!is_numeric(rows.cell(row, 0)) || std::isnan(rows.number(row, 0))) return false;
    return true;
  }
};

}  // namespace

std::unique_ptr<RecordReader> deeplabcut_csv_reader() {
  return std::make_unique<DeepLabCutCsvReader>();
}

}  // namespace posegrad::pose::detections::tables

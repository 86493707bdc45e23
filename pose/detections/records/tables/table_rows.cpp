#include "pose/detections/records/tables/table_rows.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

using Row = std::vector<std::string>;

bool is_empty(const Row& row) {
  return std::ranges::all_of(row, [](const std::string& cell) { return trimmed(cell).empty(); });
}

std::size_t used_cells(const Row& row) {
  std::size_t count = row.size();
  while (count > 0 && trimmed(row[count - 1]).empty()) --count;
  return count;
}

/// Rows of one cell too few that do not begin with 0, 1, 2, ... or the like.
bool lack_frames(std::span<const Row> rows, std::size_t names) {
  std::optional<double> before;
  bool is_counting = true;
  for (const Row& row : rows) {
    if (row.size() + 1 != names) return false;
    const auto number = formats::real_number(trimmed(row.front()));
    is_counting = is_counting && number && (!before || *number == *before + 1);
    before = number;
  }
  return !is_counting;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

bool is_missing_word(std::string_view cell) {
  constexpr std::string_view kWords[] = {"",     "nan", "none", "null", "na", "n/a",
                                         "<na>", "-",   "--",   "#n/a", "nat"};
  return std::ranges::any_of(kWords,
                             [&](std::string_view w) { return formats::same_word(cell, w); });
}

bool is_numeric(std::string_view cell) {
  const std::string_view word = trimmed(cell);
  return is_missing_word(word) || formats::real_number(word).has_value() ||
         formats::same_word(word, "true") || formats::same_word(word, "false");
}

TableRows::TableRows(const Document& document, std::size_t header_row, std::size_t header_rows)
    : document_(document) {
  const std::vector<Row>& rows = document.table.rows;
  const Row& header = rows[header_row];
  for (const std::string& name : header) names_.emplace_back(trimmed(name));
  const std::size_t width = used_cells(header), begin = header_row + header_rows;
  // R writes no name above its column of row names.
  if (begin < rows.size() && used_cells(rows[begin]) == width + 1 && header.size() == width)
    shift_ = 1;
  // HRNet's demo names a column of frames that it then does not write.
  if (formats::same_word(names_.front(), "frame") &&
      lack_frames(std::span(rows).subspan(begin), header.size()))
    names_.erase(names_.begin());
  for (std::size_t i = begin; i < rows.size(); ++i) {
    if (is_empty(rows[i]) || rows[i] == header) continue;
    if (used_cells(rows[i]) > header.size() + shift_)
      throw DataError(fmt::format("{}: line {}: {} cells; the header has {}", document.path,
                                  document.table.lines[i], used_cells(rows[i]), header.size()));
    rows_.push_back(i);
  }
}

std::string_view TableRows::cell(std::size_t row, std::size_t column) const {
  const Row& cells = document_.table.rows[rows_[row]];
  return column + shift_ < cells.size() ? trimmed(cells[column + shift_]) : std::string_view();
}

double TableRows::number(std::size_t row, std::size_t column) const {
  const std::string_view word = cell(row, column);
  if (const auto number = formats::real_number(word)) return *number;
  if (is_missing_word(word)) return std::numeric_limits<double>::quiet_NaN();
  if (formats::same_word(word, "true")) return 1;
  if (formats::same_word(word, "false")) return 0;
  fail(row, column, fmt::format("a number is wanted; found '{}'", formats::printable(word)));
}

std::string TableRows::where(std::size_t row) const {
  return fmt::format("line {}", document_.table.lines[rows_[row]]);
}

void TableRows::fail(std::size_t row, std::size_t column, std::string_view message) const {
  throw DataError(fmt::format("{}: {}, column '{}': {}", document_.path, where(row),
                              formats::printable(names_[column]), message));
}

}  // namespace posegrad::pose::detections::tables

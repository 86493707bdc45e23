#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pose/detections/container/document.h"

namespace posegrad::pose::detections::tables {

/// The rows below a table's header. Short rows end in empty cells; empty rows and repeated headers
/// are passed over.
class TableRows {
 public:
  /// Throws DataError "FILE: line N: ..." for a row with more cells than the header.
  TableRows(const Document& document, std::size_t header_row, std::size_t header_rows = 1);

  /// Names of the columns, as the header has them (of several header rows the first).
  const std::vector<std::string>& names() const noexcept { return names_; }
  /// What errors call the columns, as many as before, where one row does not name them.
  void rename(std::vector<std::string> names) { names_ = std::move(names); }
  std::size_t size() const noexcept { return rows_.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const;
  /// NaN for an empty cell and for words like "nan" and "None". Throws DataError "FILE: line N,
  /// column 'NAME': ..." for another word.
  double number(std::size_t row, std::size_t column) const;
  std::string where(std::size_t row) const;  // "line 12"
  /// Throws DataError "FILE: line N, column 'NAME': MESSAGE".
  [[noreturn]] void fail(std::size_t row, std::size_t column, std::string_view message) const;
  const Document& document() const noexcept { return document_; }

 private:
  const Document& document_;
  std::vector<std::string> names_;
  std::vector<std::size_t> rows_;  // of the document's table
  std::size_t shift_ = 0;          // cells in front that the header does not name
};

/// Whether a cell holds a number or stands for a missing one.
bool is_numeric(std::string_view cell);
/// Empty, or a word for it.
bool is_missing_word(std::string_view cell);
std::string_view trimmed(std::string_view text);

}  // namespace posegrad::pose::detections::tables

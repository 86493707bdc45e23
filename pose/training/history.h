#pragma once
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// One number that was measured in an epoch.
struct EpochFigure {
  std::string name;  // "3d_train"
  std::string unit;  // "mm"; empty: none
  double value;
};

/// The figures of all epochs of a run: a table with a row per epoch and a column per figure, kept
/// as a CSV file that spreadsheets open. Its first line names the columns, "epoch", then "NAME
/// (UNIT)" or "NAME"; a figure that an epoch did not measure is an empty field. Columns stand in
/// the order in which they first came.
class History {
 public:
  /// Forgets the rows after that epoch: a run that is resumed there measures them again.
  void keep_until(Index epoch);
  /// Adds a row, or replaces that epoch's. Rows are in the order of epochs. Throws ValueError when
  /// a figure's name or unit holds a comma, a quote or a line end.
  void set(Index epoch, const std::vector<EpochFigure>& figures);

  bool empty() const noexcept { return rows_.empty(); }
  std::vector<Index> epochs() const;
  /// Their names, in the order of the columns.
  std::vector<std::string> figures() const;
  bool has(const std::string& figure) const;
  /// "mm"; empty: none, or no such figure.
  std::string unit(const std::string& figure) const;
  /// The figure's value in each of epochs(), NaN where it was not measured.
  std::vector<double> values(const std::string& figure) const;

  std::string csv() const;
  /// Reads what csv() wrote, also after a spreadsheet saved it (quotes, CRLF, a byte order mark).
  /// `file` is for messages. Throws DataError naming file and line.
  static History from_csv(const std::string& text, const std::string& file);

 private:
  struct Column {
    std::string name, unit;
  };
  struct Row {
    Index epoch;
    std::vector<double> values;  // one a column; columns that came later: missing at the end
  };

  std::size_t column(const std::string& name, const std::string& unit);
  void add_column(const std::string& name, const std::string& unit);

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

/// The history of a file; an empty one when there is no such file. Throws IoError and DataError.
History read_history(const std::string& path);
/// Whole or not at all. Throws IoError.
void write_history(const std::string& path, const History& history);

}  // namespace posegrad::pose

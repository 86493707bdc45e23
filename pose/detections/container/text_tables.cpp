#include "pose/detections/container/text_tables.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using Row = std::vector<std::string>;

class CsvReader {
 public:
  CsvReader(std::string_view text, char separator, const std::string& name, Budget& budget)
      : text_(text), separator_(separator), name_(name), budget_(budget) {}

  Table read() {
    while (at_ < text_.size()) {
      const Index line = line_;
      const bool is_comment = text_[at_] == '#';
      Row row = next_row();
      const bool is_empty = row.size() == 1 && row.front().empty();
      if (is_empty || (is_comment && !table_.rows.empty())) continue;
      budget_.take_values(row.size(), name_);
      table_.rows.push_back(std::move(row));
      table_.lines.push_back(line);
    }
    open_header();
    drop_empty_column();
    return std::move(table_);
  }

 private:
  [[noreturn]] void fail(std::size_t at, std::string_view why) const {
    const std::size_t begin = at == 0 ? 0 : text_.rfind('\n', at - 1) + 1;  // npos + 1 == 0
    throw DataError(fmt::format("{}: line {}, column {}: {}", name_, line_, at - begin + 1, why));
  }

  bool at_line_end() const {
    return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
  }

  void skip_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
  }

  Row next_row() {
    Row row;
    for (;;) {
      row.push_back(next_cell());
      if (at_line_end()) break;
      ++at_;  // the separator
    }
    skip_line_end();
    return row;
  }

  bool is_blank() const {
    return at_ < text_.size() && text_[at_] != separator_ &&
           (text_[at_] == ' ' || text_[at_] == '\t');
  }

  std::string next_cell() {
    while (is_blank()) ++at_;
    if (at_ < text_.size() && text_[at_] == '"') return quoted();
    const std::size_t begin = at_;
    while (!at_line_end() && text_[at_] != separator_) {
      if (text_[at_] == '\0') fail(at_, "a zero byte");
      ++at_;
    }
    std::string_view cell = text_.substr(begin, at_ - begin);
    cell = cell.substr(0, cell.find_last_not_of(" \t") + 1);
    return std::string(cell);
  }

  std::string quoted() {
    const std::size_t opened = at_++;
    const Index opened_line = line_;
    std::string cell;
    for (;; ++at_) {
      if (at_ == text_.size()) {
        line_ = opened_line;
        fail(opened, "a quote that is not closed");
      }
      const char c = text_[at_];
      if (c == '"') {
        if (!text_.substr(at_ + 1).starts_with('"')) break;
        ++at_;
      }
      if (c == '\n') ++line_;
      cell += c;
    }
    ++at_;
    while (is_blank()) ++at_;
    if (!at_line_end() && text_[at_] != separator_)
      fail(at_,
           fmt::format("'{}' behind a closed quote", formats::printable(text_.substr(at_, 1))));
    return cell;
  }

  /// "# a,b" above rows of two cells, as NumPy writes a header; another comment goes.
  void open_header() {
    auto& rows = table_.rows;
    if (rows.empty() || !rows.front().front().starts_with('#')) return;
    if (rows.size() > 1 && rows[0].size() == rows[1].size()) {
      std::string& cell = rows.front().front();
      cell.erase(0, std::min(cell.find_first_not_of("# \t"), cell.size()));
    } else {
      rows.erase(rows.begin());
      table_.lines.erase(table_.lines.begin());
    }
  }

  void drop_empty_column() {
    auto& rows = table_.rows;
    if (rows.size() < 2) return;
    const std::size_t width = rows[1].size();
    const auto ends_empty = [&](const Row& row) {
      return row.size() == width && row.back().empty();
    };
    if (width < 2 || !std::all_of(rows.begin() + 1, rows.end(), ends_empty)) return;
    // The first may be a header without the separator too many.
    if (!ends_empty(rows.front()) && rows.front().size() != width - 1) return;
    for (Row& row : rows) row.resize(width - 1);
  }

  std::string_view text_;
  char separator_;
  const std::string& name_;
  Budget& budget_;
  Table table_;
  std::size_t at_ = 0;
  Index line_ = 1;
};

}  // namespace

Table read_csv(std::string_view utf8, char separator, const std::string& name, Budget& budget) {
  return CsvReader(utf8, separator, name, budget).read();
}

namespace {

using Row = std::vector<std::string>;

// The path; what is told of the file; its values; names of markers; names of axes.
constexpr std::size_t kKeys = 1, kValues = 2, kNames = 3, kFirst = 5;

/// "frame", "Hip_x", "Hip_y", ... of "Frame#  Time  Hip  -  -  RHip  -  -".
Row header_of(const Row& names) {
  Row header{"frame"};
  for (std::size_t i = 2; i < names.size() && !names[i].empty(); i += 3)
    header.insert(header.end(), {names[i] + "_x", names[i] + "_y"});
  return header;
}

}  // namespace

bool is_trc(std::string_view utf8) { return utf8.starts_with("PathFileType"); }

Table read_trc(std::string_view utf8, const std::string& name, Budget& budget) {
  const Table file = read_csv(utf8, '\t', name, budget);
  const auto fail = [&](std::size_t row, const std::string& why) {
    throw DataError(fmt::format("{}: line {}: {}", name, file.lines[row], why));
  };
  if (file.rows.size() < kFirst) fail(file.rows.size() - 1, "the file ends too early");
  const Row &keys = file.rows[kKeys], &values = file.rows[kValues];
  for (std::size_t i = 0; i < keys.size() && i < values.size(); ++i)
    if (keys[i] == "Units" && values[i] != "px")
      fail(kValues,
           fmt::format("positions in space, in {}; wanted are those in the pictures, in px",
                       formats::printable(values[i])));
  Table table{{header_of(file.rows[kNames])}, {file.lines[kNames]}};
  const std::size_t markers = (table.rows.front().size() - 1) / 2;
  if (markers == 0) fail(kNames, "no names of markers");
  for (std::size_t i = kFirst; i < file.rows.size(); ++i) {
    const Row& cells = file.rows[i];
    if (cells.size() < 2 + 3 * markers)
      fail(i, fmt::format("{} cells; {} markers need {}", cells.size(), markers, 2 + 3 * markers));
    Row& row = table.rows.emplace_back(Row{cells.front()});
    for (std::size_t k = 0; k < markers; ++k)
      row.insert(row.end(), {cells[2 + 3 * k], cells[3 + 3 * k]});
    table.lines.push_back(file.lines[i]);
  }
  return table;
}

}  // namespace posegrad::pose::detections

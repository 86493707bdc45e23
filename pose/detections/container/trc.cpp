#include "pose/detections/container/trc.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr std::string_view kBegin = "PathFileType";

/// Cells between tabs; blanks around them go.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  for (;;) {
    const std::size_t tab = line.find('\t');
    std::string_view cell = line.substr(0, tab);
    cell.remove_prefix(std::min(cell.find_first_not_of(" \r"), cell.size()));
    cell = cell.substr(0, cell.find_last_not_of(" \r") + 1);
    cells.emplace_back(cell);
    if (tab == std::string_view::npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

class TrcReader {
 public:
  TrcReader(std::string_view text, const std::string& name, Budget& budget)
      : text_(text), name_(name), budget_(budget) {}

  Table read() {
    next();  // path
    const std::vector<std::string> keys = next(), values = next();
    for (std::size_t i = 0; i < keys.size() && i < values.size(); ++i)
      if (keys[i] == "Units" && values[i] != "px")
        fail(fmt::format("positions in space, in {}; wanted are those in the pictures, in px",
                         formats::printable(values[i])));
    // "Frame#  Time  Hip  -  -  RHip  -  -": a name over each three columns.
    const std::vector<std::string> names = next();
    std::vector<std::string> header{"frame"};
    for (std::size_t i = 2; i < names.size(); i += 3) {
      if (names[i].empty()) break;
      header.insert(header.end(), {names[i] + "_x", names[i] + "_y"});
    }
    if (header.size() == 1) fail("no names of markers");
    add(std::move(header));
    next();  // X1 Y1 Z1
    while (at_ < text_.size()) read_row();
    return std::move(table_);
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw DataError(fmt::format("{}: line {}: {}", name_, line_, why));
  }

  std::vector<std::string> next() {
    if (at_ >= text_.size()) fail("the file ends too early");
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    ++line_;
    return cells_of(line);
  }

  void read_row() {
    const std::vector<std::string> cells = next();
    if (cells.size() == 1 && cells.front().empty()) return;
    const std::size_t markers = (table_.rows.front().size() - 1) / 2;
    if (cells.size() < 2 + 3 * markers)
      fail(fmt::format("{} cells; {} markers need {}", cells.size(), markers, 2 + 3 * markers));
    std::vector<std::string> row{cells.front()};
    for (std::size_t i = 0; i < markers; ++i)
      row.insert(row.end(), {cells[2 + 3 * i], cells[3 + 3 * i]});
    add(std::move(row));
  }

  void add(std::vector<std::string> row) {
    budget_.take_values(row.size(), name_);
    table_.rows.push_back(std::move(row));
    table_.lines.push_back(line_);
  }

  std::string_view text_;
  const std::string& name_;
  Budget& budget_;
  Table table_;
  std::size_t at_ = 0;
  Index line_ = 0;
};

}  // namespace

bool is_trc(std::string_view utf8) { return utf8.starts_with(kBegin); }

Table read_trc(std::string_view utf8, const std::string& name, Budget& budget) {
  return TrcReader(utf8, name, budget).read();
}

}  // namespace posegrad::pose::detections

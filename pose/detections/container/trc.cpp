#include "pose/detections/container/trc.h"

#include <fmt/format.h>

#include "pose/detections/container/csv.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
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

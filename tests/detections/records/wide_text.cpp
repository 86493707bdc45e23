#include "tests/detections/records/wide_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posegrad::test {

std::string wide_text(const Movement& m, const std::vector<std::string>& parts,
                      const ColumnOf& name, const std::string& lead_names,
                      const std::function<std::string(Index)>& lead) {
  std::string text = lead_names.empty() ? "" : lead_names + ",";
  std::vector<std::string> columns;
  for (Index j = 0; j < m.joints; ++j)
    for (const std::string& part : parts) columns.push_back(name(j, part.c_str()));
  text += fmt::format("{}\n", fmt::join(columns, ","));
  for (Index t = 0; t < m.frames; ++t) {
    std::vector<std::string> cells;
    if (lead) cells.push_back(lead(t));
    for (Index j = 0; j < m.joints; ++j) {
      cells.push_back(fmt::format("{}", moving_x(t, 0, j) * m.scale));
      cells.push_back(fmt::format("{}", moving_y(t, 0, j) * m.scale));
      if (parts.size() == 4) cells.emplace_back("-0.2");
      if (parts.size() > 2) cells.push_back(fmt::format("{}", moving_score(j)));
    }
    text += fmt::format("{}\n", fmt::join(cells, ","));
  }
  return text;
}

const std::string& coco_name(Index joint) { return coco_names()[static_cast<std::size_t>(joint)]; }

std::string plain_column(Index joint, const char* part) {
  return fmt::format("{}_{}", coco_name(joint), part);
}

std::string number_text(Index number) { return fmt::format("{}", number); }

}  // namespace posegrad::test

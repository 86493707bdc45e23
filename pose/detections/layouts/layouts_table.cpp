#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/layout.h"

namespace posegrad::pose::detections {

std::string layouts_markdown() {
  std::string table =
      "| `--layout` | layout | points | also found as |\n"
      "|---|---|---|---|\n";
  for (const Layout& layout : layouts())
    table += fmt::format("| `{}` | [{}]({}) | {} | {} |\n", layout.name, layout.title,
                         layout.source, layout.count(), fmt::join(layout.aliases, ", "));
  return table;
}

}  // namespace posegrad::pose::detections

#include "pose/render/angle_panels.h"

#include <algorithm>
#include <string_view>

namespace posegrad::pose {
namespace {

struct PanelPlace {
  std::string panel, label;
  std::size_t color;  // npos: the next of its panel
};

PanelPlace panel_place(std::string_view name) {
  for (const std::string_view side : {"left ", "right "})
    if (name.starts_with(side))
      return {std::string(name.substr(side.size())), std::string(side.substr(0, side.size() - 1)),
              side == "left " ? 0U : 1U};
  const std::size_t blank = std::min(name.find(' '), name.size());
  const std::size_t rest = std::min(blank + 1, name.size());
  return {std::string(name.substr(0, blank)), std::string(name.substr(rest)), std::string::npos};
}

std::string capital(const std::string& text) {
  const char first = text.empty() ? '\0' : text.front();
  if (first < 'a' || first > 'z') return text;
  return static_cast<char>(first - 'a' + 'A') + text.substr(1);
}

}  // namespace

std::vector<AnglePanel> angle_panels(const AngleTable& table) {
  std::vector<AnglePanel> panels;
  for (const AngleTable::Angle& angle : table.angles) {
    PanelPlace place = panel_place(angle.name);
    const std::string title = capital(place.panel);
    auto panel = std::ranges::find(panels, title, &AnglePanel::title);
    if (panel == panels.end()) panel = panels.insert(panels.end(), {title, {}});
    const std::size_t color = place.color == std::string::npos ? panel->lines.size() : place.color;
    panel->lines.push_back({&angle, std::move(place.label), color});
  }
  return panels;
}

}  // namespace posegrad::pose

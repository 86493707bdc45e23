#include "pose/render/angle_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "pose/formats/atomic_file.h"
#include "pose/render/angle_panels.h"
#include "pose/render/canvas.h"
#include "pose/render/chart.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kAnglePixels = 2;  // a point
constexpr Color kAngleText{0.13, 0.13, 0.13}, kAnglePale{0.42, 0.42, 0.42},
    kAngleLines{0.91, 0.91, 0.91}, kAngleZero{0.66, 0.66, 0.66}, kAngleBack{0.985, 0.985, 0.985};
// As charts have them: told apart by people with any kind of colour vision (Okabe and Ito 2008).
constexpr std::array<Color, 3> kAngleSides{
    {{0, 0.447, 0.698}, {0.835, 0.369, 0}, {0, 0.62, 0.451}}};
constexpr Canvas::Font kAngleHead{17, true}, kPanelTitle{13, true}, kAngleTag{11}, kAngleTick{10.5};

constexpr int kAngleColumns = 3;
constexpr double kAngleEdge = 20, kAngleTop = 62, kPanelWidth = 352, kPanelHeight = 176,
                 kAngleGapX = 20, kAngleGapY = 14;
constexpr double kTickRoom = 38, kTitleRoom = 24, kTimeRoom = 18;  // inside a panel
constexpr double kSmallestRange = 20;  // degrees: less would draw noise as motion

/// The angles that are shown, in round numbers.
struct AngleScale {
  double low, high;
  Ticks ticks;

  double part(double value) const { return (value - low) / (high - low); }
};

AngleScale angle_scale(const AnglePanel& panel) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const AnglePanel::Line& line : panel.lines)
    for (const double degrees : line.angle->degrees) {
      if (!(std::abs(degrees) <= 1e9)) continue;
      low = std::min(low, degrees);
      high = std::max(high, degrees);
    }
  if (low > high) low = high = 0;
  const double missing = std::max(kSmallestRange - (high - low), 0.08 * (high - low)) / 2;
  low -= missing;
  high += missing;
  return {low, high, round_ticks(low, high, 4)};
}

class AnglePainter {
 public:
  AnglePainter(const AngleTable& table, std::vector<AnglePanel> panels)
      : table_(table),
        panels_(std::move(panels)),
        canvas_(static_cast<int>(2 * kAngleEdge + kAngleColumns * kPanelWidth +
                                 (kAngleColumns - 1) * kAngleGapX),
                static_cast<int>(kAngleTop + rows() * kPanelHeight + (rows() - 1) * kAngleGapY +
                                 kAngleEdge + 16),
                kAnglePixels) {
    const double seconds =
        std::max(1.0, static_cast<double>(table.frame_numbers.size()) - 1) / table.fps;
    time_ = {0, seconds, round_ticks(0, seconds, 6)};
  }

  std::string png(const std::string& title) {
    const double width =
        2 * kAngleEdge + kAngleColumns * kPanelWidth + (kAngleColumns - 1) * kAngleGapX;
    const std::string head =
        canvas_.fitted(title.empty() ? "Joint angles" : title, kAngleHead, width - 300);
    canvas_.text({kAngleEdge, kAngleEdge}, head, kAngleHead, kAngleText, {0, 0});
    legend(width - kAngleEdge);
    for (std::size_t i = 0; i < panels_.size(); ++i) {
      const std::size_t row = i / kAngleColumns, column = i % kAngleColumns;
      panel(panels_[i], {kAngleEdge + static_cast<double>(column) * (kPanelWidth + kAngleGapX),
                         kAngleTop + static_cast<double>(row) * (kPanelHeight + kAngleGapY)});
    }
    return canvas_.png();
  }

 private:
  double rows() const {
    const std::size_t count = (panels_.size() + kAngleColumns - 1) / kAngleColumns;
    return static_cast<double>(count);
  }

  /// From the right: left, right, and what dashes mean.
  void legend(double right) const {
    double x = right;
    const auto entry = [&](const std::string& text, Canvas::Pen pen) {
      x -= canvas_.text_width(text, kAngleTag);
      canvas_.text({x, kAngleEdge + 11}, text, kAngleTag, kAngleText, {0, 0.5});
      canvas_.line({{x - 30, kAngleEdge + 11}, {x - 7, kAngleEdge + 11}}, pen);
      x -= 50;
    };
    entry("not observed, by default", {kAnglePale, 1.8, true});
    entry("right", {kAngleSides[1], 2.4});
    entry("left", {kAngleSides[0], 2.4});
  }

  void panel(const AnglePanel& panel, Point corner) const {
    const AngleScale degrees = angle_scale(panel);
    const Rectangle plot{corner.x + kTickRoom, corner.y + kTitleRoom, kPanelWidth - kTickRoom,
                         kPanelHeight - kTitleRoom - kTimeRoom};
    canvas_.text({plot.x, corner.y + 3}, panel.title, kPanelTitle, kAngleText, {0, 0});
    tags(panel, {corner.x + kPanelWidth, corner.y + 6});
    canvas_.fill(plot, kAngleBack);
    for (const double tick : degrees.ticks.values) {
      const double y = plot.y + plot.height * (1 - degrees.part(tick));
      canvas_.line({{plot.x, y}, {plot.x + plot.width, y}}, {tick == 0 ? kAngleZero : kAngleLines});
      canvas_.text({plot.x - 6, y}, degrees.ticks.text(tick) + "°", kAngleTick, kAnglePale,
                   {1, 0.5});
    }
    for (const double tick : time_.ticks.values) {
      const double x = plot.x + plot.width * time_.part(tick);
      canvas_.line({{x, plot.y}, {x, plot.y + plot.height}}, {kAngleLines});
      const bool is_last = tick == time_.ticks.values.back();
      canvas_.text({x, plot.y + plot.height + 4}, time_.ticks.text(tick) + (is_last ? " s" : ""),
                   kAngleTick, kAnglePale,
                   {tick == 0                            ? 0
                    : is_last && time_.part(tick) > 0.95 ? 1
                                                         : 0.5,
                    0});
    }
    // The left side over the right one: it is first in the panel.
    for (std::size_t i = panel.lines.size(); i-- > 0;) line(panel.lines[i], plot, degrees);
  }

  /// Names of a middle part's angles, which no legend of sides explains.
  void tags(const AnglePanel& panel, Point right) const {
    double x = right.x;
    for (std::size_t i = panel.lines.size(); i-- > 0;) {
      const AnglePanel::Line& line = panel.lines[i];
      if (line.label == "left" || line.label == "right") continue;
      const std::string word = line.label.substr(0, line.label.find(" ("));
      x -= canvas_.text_width(word, kAngleTag);
      canvas_.text({x, right.y + 5}, word, kAngleTag, kAngleSides[line.color % kAngleSides.size()],
                   {0, 0.5});
      x -= 12;
    }
  }

  void line(const AnglePanel::Line& line, Rectangle plot, const AngleScale& degrees) const {
    const Canvas::Pen pen{kAngleSides[line.color % kAngleSides.size()], 1.8, !line.angle->observed};
    std::vector<Point> part;
    const auto finish = [&] {
      if (part.size() == 1) canvas_.dot(part[0], 2.5, pen.color);
      if (part.size() > 1) canvas_.line(part, pen);
      part.clear();
    };
    for (std::size_t t = 0; t < line.angle->degrees.size(); ++t) {
      const double value = line.angle->degrees[t];
      if (!(std::abs(value) <= 1e9)) {
        finish();
        continue;
      }
      const double seconds = static_cast<double>(t) / table_.fps;
      part.push_back({plot.x + plot.width * time_.part(seconds),
                      plot.y + plot.height * (1 - degrees.part(value))});
    }
    finish();
  }

  const AngleTable& table_;
  std::vector<AnglePanel> panels_;
  Canvas canvas_;
  AngleScale time_{};
};

}  // namespace

std::string angle_chart(const AngleTable& table, const std::string& title) {
  check_angles(table, "angle_chart");
  std::vector<AnglePanel> panels = angle_panels(table);
  if (panels.empty()) throw ValueError("angle_chart: there is no angle to draw");
  return AnglePainter(table, std::move(panels)).png(title);
}

void draw_angles(const AngleTable& table, const std::string& title, const std::string& path) {
  formats::write_file(path, angle_chart(table, title));
}

}  // namespace posegrad::pose

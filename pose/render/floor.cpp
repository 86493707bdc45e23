// The floor, the scales and the figures of a motion panel.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "pose/render/motion_panel.h"

namespace posegrad::pose {
namespace {

constexpr double kReach = 1.12;  // metres: how far the floor is seen around the root
constexpr Color kInk{0.30, 0.34, 0.41};

/// A colour that fades towards the rim of the floor's disc.
class Fading {
 public:
  Fading(const MotionPanel& panel, Vec3 center, double reach)
      : pattern_(cairo_pattern_create_radial(0, 0, 0, 0, 0, 1)) {
    const FloorView::Projected middle = panel.view(center);
    const Point near = panel.view(center + reach * panel.view.to_the_viewer()).at;
    const Point far = panel.view(center - reach * panel.view.to_the_viewer()).at;
    const double high = (near.y - far.y) / 2;
    // From the picture to the unit circle.
    cairo_matrix_t matrix;
    cairo_matrix_init_scale(&matrix, 1 / (reach * middle.scale), 1 / high);
    cairo_matrix_translate(&matrix, -middle.at.x, -(near.y + far.y) / 2);
    cairo_pattern_set_matrix(pattern_, &matrix);
    const double wide = reach * middle.scale;
    bounds_ = {middle.at.x - wide, far.y, 2 * wide, 2 * high};
  }
  ~Fading() { cairo_pattern_destroy(pattern_); }
  Fading(const Fading&) = delete;
  Fading& operator=(const Fading&) = delete;

  const Fading& stop(double at, Color color, double alpha) const {
    cairo_pattern_add_color_stop_rgba(pattern_, at, color.red, color.green, color.blue, alpha);
    return *this;
  }
  cairo_pattern_t* pattern() const { return pattern_; }
  void fill(cairo_t* context) const {
    cairo_set_source(context, pattern_);
    cairo_rectangle(context, bounds_.x, bounds_.y, bounds_.width, bounds_.height);
    cairo_fill(context);
  }

 private:
  cairo_pattern_t* pattern_;
  Rectangle bounds_;  // where it is not transparent
};

void move_or_line(cairo_t* context, Point at, bool move) {
  move ? cairo_move_to(context, at.x, at.y) : cairo_line_to(context, at.x, at.y);
}

/// Adds the lines x = k * step or y = k * step inside the disc to the path.
void grid_path(cairo_t* context, const FloorView& view, Vec3 center, double step, bool along_y) {
  const double middle = along_y ? center.x : center.y;
  for (double k = std::ceil((middle - kReach) / step); k * step < middle + kReach; ++k) {
    const double offset = k * step - middle;
    const double half = std::sqrt(std::max(0.0, kReach * kReach - offset * offset));
    for (const double end : {-half, half}) {
      const Vec3 at = along_y ? Vec3{center.x + offset, center.y + end, 0}
                              : Vec3{center.x + end, center.y + offset, 0};
      move_or_line(context, view(at).at, end == -half);
    }
  }
}

void set(cairo_t* context, Color color, double alpha) {
  cairo_set_source_rgba(context, color.red, color.green, color.blue, alpha);
}

/// "x 2 m" where a whole metre's line leaves the floor on the viewer's side.
void grid_labels(const Canvas& canvas, const MotionPanel& panel, Vec3 center) {
  for (const bool along_y : {true, false}) {
    const double middle = along_y ? center.x : center.y;
    const Vec3 direction = along_y ? Vec3{0, 1, 0} : Vec3{1, 0, 0};
    const double towards = dot(direction, panel.view.to_the_viewer()) > 0 ? 1 : -1;
    for (double k = std::ceil(middle - kReach); k < middle + kReach; ++k) {
      const double offset = k - middle;
      const double strength = 1 - std::abs(offset) / kReach;  // comes and goes softly
      const double half = std::sqrt(std::max(0.0, kReach * kReach - offset * offset));
      const Vec3 end = center + offset * (along_y ? Vec3{1, 0, 0} : Vec3{0, 1, 0}) +
                       (towards * 0.97 * half) * direction;
      const Color color{kInk.red, kInk.green, kInk.blue, std::min(1.0, 1.6 * strength)};
      Point at = panel.view(end).at;
      at.y += 9 * panel.unit;
      canvas.text(at, fmt::format("{} {:.0f} m", along_y ? 'x' : 'y', k + 0.0), {11 * panel.unit},
                  color, {0.5, 0.5});
    }
  }
}

void draw_path(cairo_t* context, const MotionPanel& panel, const std::vector<Point>& path) {
  const auto place = [&](Point at) { return panel.view({at.x, at.y, 0}).at; };
  cairo_set_line_width(context, 2.4 * panel.unit);
  cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT);  // round ones would show where pieces meet
  for (std::size_t i = 1; i < path.size(); ++i) {
    const Point a = place(path[i - 1]), b = place(path[i]);
    if (!std::isfinite(a.x + b.x) || (a.x == b.x && a.y == b.y)) continue;
    set(context, {0.20, 0.45, 0.85},
        0.5 * static_cast<double>(i) / static_cast<double>(path.size()));
    cairo_move_to(context, a.x, a.y);
    cairo_line_to(context, b.x, b.y);
    cairo_stroke(context);
  }
  cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
}

void draw_shadow(cairo_t* context, const MotionPanel& panel, const SceneFrame::Motion& motion) {
  const Vec3 under{motion.root.x, motion.root.y, 0};
  constexpr double kSize = 0.42;  // metres
  const Fading soft(panel, under, kSize);
  soft.stop(0, kInk, 0.30).stop(0.45, kInk, 0.16).stop(1, kInk, 0);
  soft.fill(context);

  // All limbs in one stroke, so that they do not darken each other.
  cairo_new_path(context);
  for (const auto& [joint, parent] : panel.skeleton.bones()) {
    const Vec3 a = motion.joints[static_cast<std::size_t>(joint)];
    const Vec3 b = motion.joints[static_cast<std::size_t>(parent)];
    const Point from = panel.view({a.x, a.y, 0}).at, to = panel.view({b.x, b.y, 0}).at;
    if (!std::isfinite(from.x + to.x)) continue;
    cairo_move_to(context, from.x, from.y);
    cairo_line_to(context, to.x, to.y);
  }
  cairo_set_line_width(context, 0.035 * panel.view(under).scale);
  set(context, kInk, 0.16);
  cairo_stroke(context);
}

/// Half metres beside the cube.
void draw_heights(const Canvas& canvas, const MotionPanel& panel, Vec3 center) {
  const Vec3 foot = center - 1.04 * panel.view.to_the_right();
  const double u = panel.unit;
  const Canvas::Pen pen{{0.72, 0.75, 0.80}, 1 * u};
  canvas.line({panel.view(foot).at, panel.view(foot + Vec3{0, 0, FloorView::kCube}).at}, pen);
  for (const double height : {0.5, 1.0, 1.5}) {
    const Point at = panel.view(foot + Vec3{0, 0, height}).at;
    canvas.line({at, {at.x + 5 * u, at.y}}, pen);
    canvas.text({at.x + 9 * u, at.y}, fmt::format("{} m", height), {10.5 * u}, {0.55, 0.58, 0.64},
                {0, 0.5});
  }
}

/// The axes of the world in the lower left corner.
void draw_axes(const Canvas& canvas, const MotionPanel& panel) {
  const double u = panel.unit;
  const Point origin{panel.area.x + 44 * u, panel.area.y + panel.area.height - 30 * u};
  // Without perspective: directions only.
  const FloorView still({0, 0, 100, 100}, panel.azimuth, {});
  const FloorView::Projected zero = still({0, 0, 0.85});
  struct Axis {
    Vec3 direction;
    const char* name;
    Color color;
  };
  const Axis axes[] = {{{1, 0, 0}, "x", {0.87, 0.49, 0.10}},
                       {{0, 1, 0}, "y", {0.13, 0.58, 0.34}},
                       {{0, 0, 1}, "z", {0.15, 0.40, 0.80}}};
  for (const Axis& axis : axes) {
    const Point end = still(Vec3{0, 0, 0.85} + 0.01 * axis.direction).at;
    const double scale = 22 * u / (0.01 * zero.scale);
    const Point way{(end.x - zero.at.x) * scale, (end.y - zero.at.y) * scale};
    canvas.line({origin, {origin.x + way.x, origin.y + way.y}}, {axis.color, 2 * u});
    const double length = std::max(1e-9, std::hypot(way.x, way.y));
    const double beyond = 1 + 8 * u / length;
    canvas.text({origin.x + beyond * way.x, origin.y + beyond * way.y}, axis.name, {11 * u, true},
                axis.color, {0.5, 0.5});
  }
}

}  // namespace

void draw_floor(const Canvas& canvas, const MotionPanel& panel, const SceneFrame::Motion& motion) {
  cairo_t* context = canvas.context();
  const Vec3 center{motion.root.x, motion.root.y, 0};
  {
    const Fading disc(panel, center, kReach);
    disc.stop(0, {0.86, 0.885, 0.92}, 1).stop(0.7, {0.89, 0.91, 0.94}, 1);
    disc.stop(1, {0.93, 0.945, 0.965}, 0);
    disc.fill(context);
  }
  const Fading lines(panel, center, kReach);
  lines.stop(0, {0.62, 0.66, 0.73}, 1).stop(0.6, {0.62, 0.66, 0.73}, 0.9);
  lines.stop(1, {0.62, 0.66, 0.73}, 0);
  for (const double step : {0.25, 1.0}) {
    cairo_new_path(context);
    for (const bool along_y : {true, false}) grid_path(context, panel.view, center, step, along_y);
    cairo_set_source(context, lines.pattern());
    cairo_set_line_width(context, (step < 1 ? 0.6 : 1.9) * panel.unit);
    cairo_stroke(context);
  }
  grid_labels(canvas, panel, center);
  draw_path(context, panel, motion.path);
  draw_shadow(context, panel, motion);
  draw_heights(canvas, panel, center);
  draw_axes(canvas, panel);
}

void draw_joint_errors(const Canvas& canvas, const MotionPanel& panel,
                       const SceneFrame::Motion& motion) {
  const auto count = static_cast<double>(motion.joint_error_mm.size());
  if (count == 0) return;
  const double u = panel.unit;
  const double row = std::min(14 * u, (panel.area.height - 120 * u) / count);
  const double bar = 52 * u, right = panel.area.x + panel.area.width - 14 * u;
  const double top = panel.area.y + 62 * u;
  constexpr double kFull = 150;  // mm: a whole bar
  const Canvas::Font font{0.72 * row};
  canvas.text({right, top - 12 * u}, "error per joint, mm", {10.5 * u}, kInk, {1, 0.5});
  for (std::size_t j = 0; j < motion.joint_error_mm.size(); ++j) {
    const double error = motion.joint_error_mm[j], y = top + (static_cast<double>(j) + 0.5) * row;
    const double left = right - 22 * u - bar;
    canvas.text({left - 5 * u, y}, panel.skeleton.names[j], font, kInk, {1, 0.5});
    canvas.fill({left, y - 0.32 * row, bar, 0.64 * row}, {0.88, 0.90, 0.93});
    if (!std::isfinite(error)) continue;
    const double part = std::min(error / kFull, 1.0);
    canvas.fill({left, y - 0.32 * row, part * bar, 0.64 * row},
                {0.25 + 0.65 * part, 0.52 - 0.10 * part, 0.80 - 0.62 * part});
    canvas.text({right, y}, fmt::format("{:.0f}", error), font, kInk, {1, 0.5});
  }
}

}  // namespace posegrad::pose

// The body of a motion panel.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "pose/render/motion_panel.h"

namespace posegrad::pose {
namespace {

// Right, and everything else, at the near and the far side.
constexpr Color kRightNear{0.85, 0.10, 0.09}, kRightFar{0.95, 0.54, 0.50};
constexpr Color kOtherNear{0.08, 0.09, 0.12}, kOtherFar{0.52, 0.55, 0.60};
constexpr Color kHalo{1, 1, 1};
constexpr double kLimb = 0.030, kHead = 0.062;  // radii, metres

Color mix(Color a, Color b, double part) {
  return {a.red + part * (b.red - a.red), a.green + part * (b.green - a.green),
          a.blue + part * (b.blue - a.blue)};
}
Color lighter(Color color, double part) { return mix(color, {1, 1, 1}, part); }
Color darker(Color color, double part) { return mix(color, {0, 0, 0}, part); }

/// Two discs and what their common tangents enclose.
void capsule(cairo_t* context, Point a, double radius_a, Point b, double radius_b) {
  cairo_new_path(context);
  const double distance = std::hypot(b.x - a.x, b.y - a.y);
  const double difference = radius_a - radius_b;
  if (distance <= std::abs(difference) + 1e-6) {
    const Point center = difference > 0 ? a : b;
    cairo_arc(context, center.x, center.y, std::max(radius_a, radius_b), 0, 2 * std::numbers::pi);
    return;
  }
  const double along = std::atan2(b.y - a.y, b.x - a.x);
  const double tangent = std::acos(difference / distance);
  cairo_arc(context, a.x, a.y, radius_a, along + tangent, along + 2 * std::numbers::pi - tangent);
  cairo_arc(context, b.x, b.y, radius_b, along - tangent, along + tangent);
  cairo_close_path(context);
}

/// Fills the path as a rounded body lit from the upper left: light changes along `across`, from one
/// edge to the other.
void fill_rounded(cairo_t* context, Point lit_edge, Point dark_edge, Color color) {
  cairo_pattern_t* shade =
      cairo_pattern_create_linear(lit_edge.x, lit_edge.y, dark_edge.x, dark_edge.y);
  const auto stop = [&](double at, Color c) {
    cairo_pattern_add_color_stop_rgb(shade, at, c.red, c.green, c.blue);
  };
  stop(0, lighter(color, 0.06));
  stop(0.30, lighter(color, 0.20));
  stop(0.62, color);
  stop(1, darker(color, 0.25));
  cairo_set_source(context, shade);
  cairo_fill(context);
  cairo_pattern_destroy(shade);
}

/// A limb between two joints, or the ball of one.
struct Part {
  FloorView::Projected a, b;
  double radius;  // metres
  bool right;
  bool ball;
  double depth;  // its order
};

void draw(const Canvas& canvas, const MotionPanel& panel, const Part& part) {
  const double far = panel.view.farness(part.depth);
  const Color color =
      part.right ? mix(kRightNear, kRightFar, far) : mix(kOtherNear, kOtherFar, far);
  // More than perspective does: at this distance it alone would hardly be seen.
  const auto radius = [&](const FloorView::Projected& end) {
    return part.radius * end.scale * (1.22 - 0.44 * panel.view.farness(end.depth));
  };
  const double radius_a = radius(part.a), radius_b = radius(part.b);
  const Point a = part.a.at, b = part.b.at;
  cairo_t* context = canvas.context();
  const double halo = part.ball ? 0 : 1.4 * panel.unit;
  if (halo > 0) {
    capsule(context, a, radius_a + halo, b, radius_b + halo);
    cairo_set_source_rgba(context, kHalo.red, kHalo.green, kHalo.blue, 0.85);
    cairo_fill(context);
  }
  const double distance = std::hypot(b.x - a.x, b.y - a.y);
  Point across{-0.6, -0.8};  // towards the light
  if (distance > 1e-6) {
    const Point side{(b.y - a.y) / distance, (a.x - b.x) / distance};
    const double sign = side.x * across.x + side.y * across.y < 0 ? -1 : 1;
    across = {sign * side.x, sign * side.y};
  }
  const double thick = std::max(radius_a, radius_b);
  const Point middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
  capsule(context, a, radius_a, b, radius_b);
  fill_rounded(context, {middle.x + thick * across.x, middle.y + thick * across.y},
               {middle.x - thick * across.x, middle.y - thick * across.y}, color);
}

}  // namespace

void draw_body(const Canvas& canvas, const MotionPanel& panel, const SceneFrame::Motion& motion) {
  const Skeleton& skeleton = panel.skeleton;
  std::vector<FloorView::Projected> joints;
  for (const Vec3 joint : motion.joints) joints.push_back(panel.view(joint));
  std::vector<bool> right(joints.size());
  for (const Index joint : skeleton.joints_right) right[static_cast<std::size_t>(joint)] = true;
  const auto known = [&](std::size_t joint) { return std::isfinite(joints[joint].scale); };

  std::vector<Part> parts;
  for (std::size_t j = 0; j < joints.size(); ++j) {
    if (!known(j)) continue;
    const bool head = skeleton.names[j].starts_with("head");
    const double depth = joints[j].depth;
    // In front of the limbs that meet in it.
    parts.push_back(
        {joints[j], joints[j], head ? kHead : 1.14 * kLimb, right[j], true, depth - kLimb});
    if (skeleton.parents[j] < 0) continue;
    const auto parent = static_cast<std::size_t>(skeleton.parents[j]);
    if (!known(parent)) continue;
    parts.push_back(
        {joints[j], joints[parent], kLimb, right[j], false, (depth + joints[parent].depth) / 2});
  }
  std::ranges::stable_sort(parts, std::ranges::greater{}, &Part::depth);
  for (const Part& part : parts) draw(canvas, panel, part);
}

}  // namespace posegrad::pose

#include "pose/render/scene_painter.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "pose/render/motion_panel.h"

namespace posegrad::pose {
namespace {

constexpr Color kInk{0.11, 0.13, 0.17}, kFaint{0.42, 0.46, 0.53};
constexpr Color kLight{0.93, 0.94, 0.96}, kDim{0.60, 0.63, 0.69};
constexpr Color kNight{0.085, 0.095, 0.12}, kScreen{0.13, 0.145, 0.18};
constexpr Color kRight{0.90, 0.13, 0.12}, kOther{0.05, 0.05, 0.06}, kWhite{1, 1, 1};
constexpr Color kBone{1.0, 0.45, 0.72};  // pink

bool known(Point at) { return std::isfinite(at.x + at.y); }

}  // namespace

ScenePainter::ScenePainter(const Scene& scene, SceneLayout layout, bool joint_errors)
    : scene_(scene),
      layout_(std::move(layout)),
      joint_errors_(joint_errors),
      canvas_(layout_.width, layout_.height, 1) {}

void ScenePainter::paint(const SceneFrame& frame, std::span<const std::byte> video) {
  if (layout_.input) paint_input(frame, video);
  for (std::size_t i = 0; i < layout_.motions.size(); ++i) paint_motion(i, frame.motions[i]);
  paint_time(frame);
}

void ScenePainter::paint_input(const SceneFrame& frame, std::span<const std::byte> video) const {
  const double u = layout_.unit, side = layout_.panel;
  const Rectangle& picture = layout_.input->screen;
  canvas_.fill({0, 0, side, side}, kNight);
  if (video.empty())
    canvas_.fill(picture, kScreen);
  else
    canvas_.picture({picture.x, picture.y}, video, static_cast<int>(picture.width),
                    static_cast<int>(picture.height));
  const Canvas::Font bold{17 * u, true}, plain{13 * u};
  canvas_.text({16 * u, 21 * u}, "Input", bold, kLight, {0, 0.5});
  const double left = 32 * u + canvas_.text_width("Input", bold);
  canvas_.text({side - 16 * u, 21 * u}, canvas_.fitted(scene_.title, plain, side - 16 * u - left),
               plain, kDim, {1, 0.5});
  if (scene_.keypoints) paint_keypoints(frame);
}

void ScenePainter::paint_keypoints(const SceneFrame& frame) const {
  const KeypointLayout& keypoints = scene_.keypoints->layout;
  const double u = layout_.unit;
  std::vector<Point> at;
  for (const Point point : frame.keypoints) at.push_back(layout_.keypoint(point));
  std::vector<bool> right(at.size());
  for (const Index joint : keypoints.right) right[static_cast<std::size_t>(joint)] = true;

  cairo_t* context = canvas_.context();
  cairo_save(context);
  cairo_rectangle(context, 0, 0, layout_.panel, layout_.panel);
  cairo_clip(context);
  // Dark edges first, so that bones are seen on any video.
  for (const bool edge : {true, false})
    for (const auto& [a, b] : keypoints.bones) {
      const Point from = at[static_cast<std::size_t>(a)], to = at[static_cast<std::size_t>(b)];
      if (!known(from) || !known(to)) continue;
      canvas_.line({from, to}, {edge ? Color{0.25, 0.07, 0.16} : kBone, (edge ? 4.6 : 2.8) * u});
    }
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (!known(at[i])) continue;
    canvas_.dot(at[i], 5.2 * u, kWhite);
    canvas_.dot(at[i], 3.8 * u, right[i] ? kRight : kOther);
  }
  cairo_restore(context);
}

void ScenePainter::paint_motion(std::size_t number, const SceneFrame::Motion& motion) const {
  const SceneMotion& source = scene_.motions[number];
  const Rectangle& area = layout_.motions[number];
  const double u = layout_.unit;
  const MotionPanel panel{source.skeleton, area, u, scene_.azimuth,
                          layout_.view(static_cast<Index>(number), scene_.azimuth, motion.root)};
  cairo_t* context = canvas_.context();
  cairo_save(context);
  cairo_rectangle(context, area.x, area.y, area.width, area.height);
  cairo_clip(context);
  canvas_.fill(area, {0.955, 0.965, 0.98});
  draw_floor(canvas_, panel, motion);
  draw_body(canvas_, panel, motion);
  if (joint_errors_) draw_joint_errors(canvas_, panel, motion);
  if (area.x > 0) canvas_.fill({area.x, area.y, std::max(1.0, u), area.height}, {0.80, 0.83, 0.87});

  const double right = area.x + area.width - 16 * u;
  double room = area.width - 32 * u;
  if (std::isfinite(motion.error_mm)) {
    const Canvas::Font plain{13 * u};
    const std::string error = fmt::format("error {:.1f} mm", motion.error_mm);
    canvas_.text({right, area.y + 21 * u}, error, plain, kFaint, {1, 0.5});
    room -= canvas_.text_width(error, plain) + 16 * u;
  }
  const Canvas::Font bold{17 * u, true};
  canvas_.text({area.x + 16 * u, area.y + 21 * u}, canvas_.fitted(source.title, bold, room), bold,
               kInk, {0, 0.5});
  cairo_restore(context);
}

void ScenePainter::paint_time(const SceneFrame& frame) const {
  const double u = layout_.unit;
  const Point at{layout_.panel - 16 * u, layout_.panel - 15 * u};
  const std::string text = fmt::format("frame {} · {:.2f} s", frame.number, frame.time);
  canvas_.text(at, text, {13 * u}, layout_.input ? kDim : kFaint, {1, 0.5});
}

}  // namespace posegrad::pose

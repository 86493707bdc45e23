#include "pose/render/draw_keypoints.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include <fmt/format.h>

#include "pose/render/canvas.h"
#include "pose/render/video_frames.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr Color kNight{0.085, 0.095, 0.12}, kScreen{0.16, 0.175, 0.21}, kEdge{0.60, 0.63, 0.69};
constexpr Color kLight{0.93, 0.94, 0.96}, kShade{0.05, 0.055, 0.07, 0.72};
constexpr Color kLeft{0.38, 0.74, 1.0}, kRight{1.0, 0.50, 0.25}, kMiddle{1.0, 0.88, 0.35};
constexpr Canvas::Font kName{12}, kTitle{15, true};
constexpr double kDot = 4, kSmallDot = 1.6, kBone = 2;
constexpr std::size_t kMostNamed = 8;  // people

bool is_found(Point point) { return std::isfinite(point.x + point.y); }

bool overlap(const Rectangle& a, const Rectangle& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

class Painter {
 public:
  explicit Painter(const KeypointPicture& picture)
      : picture_(picture),
        view_(keypoint_view(picture)),
        canvas_(view_.width, view_.height, 1),
        colors_(picture.layout.joints.size(), kMiddle) {
    for (const Index joint : picture.layout.left) colors_[static_cast<std::size_t>(joint)] = kLeft;
    for (const Index joint : picture.layout.right)
      colors_[static_cast<std::size_t>(joint)] = kRight;
  }

  std::string paint() {
    paint_ground();
    for (const auto& person : picture_.people) paint_person(person);
    for (const std::size_t i : largest()) paint_names(picture_.people[i]);
    paint_title();
    return canvas_.png();
  }

 private:
  void paint_ground() const {
    canvas_.fill({0, 0, static_cast<double>(view_.width), static_cast<double>(view_.height)},
                 kNight);
    if (!picture_.size) return;
    const Rectangle& frame = view_.picture;
    if (picture_.video.empty())
      canvas_.fill(frame, kScreen);
    else
      paint_video();
    const Point left_top{frame.x, frame.y},
        right_bottom{frame.x + frame.width, frame.y + frame.height};
    canvas_.line({left_top,
                  {right_bottom.x, left_top.y},
                  right_bottom,
                  {left_top.x, right_bottom.y},
                  left_top},
                 {kEdge, 1.5});
  }

  void paint_video() const {
    const int width = static_cast<int>(std::lround(view_.picture.width)),
              height = static_cast<int>(std::lround(view_.picture.height));
    VideoFrames frames(picture_.video, {width, height, 0});
    const std::span<const std::byte> pixels = frames.mean({picture_.video_frame});
    if (pixels.empty())
      throw DataError(fmt::format("{}: there is no frame {}; it has {}", picture_.video,
                                  picture_.video_frame, frames.read()));
    canvas_.picture({std::round(view_.picture.x), std::round(view_.picture.y)}, pixels, width,
                    height);
  }

  bool has_label(std::size_t joint) const {
    return joint < picture_.has_label.size() && picture_.has_label[joint];
  }

  void paint_person(const std::vector<Point>& person) const {
    // Dark edges first, so that bones are seen on any video.
    for (const bool edge : {true, false})
      for (const auto& [a, b] : picture_.layout.bones) {
        const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
        if (!is_found(person[i]) || !is_found(person[j])) continue;
        const Color color = is_same(colors_[i], colors_[j]) ? colors_[i] : kLight;
        canvas_.line({view_.at(person[i]), view_.at(person[j])},
                     {edge ? kNight : color, edge ? kBone + 2 : kBone});
      }
    for (std::size_t j = 0; j < person.size(); ++j) {
      if (!is_found(person[j])) continue;
      const double radius = has_label(j) ? kDot : kSmallDot;
      canvas_.dot(view_.at(person[j]), radius + 1, kNight);
      canvas_.dot(view_.at(person[j]), radius, colors_[j]);
    }
  }

  static bool is_same(Color a, Color b) {
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
  }

  std::vector<std::size_t> largest() const {
    std::vector<std::size_t> order(picture_.people.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>(),
                             [&](std::size_t i) { return extent_of(picture_.people[i]); });
    order.resize(std::min(order.size(), kMostNamed));
    return order;
  }

  void paint_names(const std::vector<Point>& person) {
    Point middle{0, 0};
    double count = 0;
    for (const Point point : person)
      if (is_found(point)) {
        middle = {middle.x + point.x, middle.y + point.y};
        ++count;
      }
    middle = view_.at({middle.x / count, middle.y / count});
    for (std::size_t j = 0; j < person.size(); ++j)
      if (is_found(person[j]) && has_label(j) && view_.is_in_view(view_.at(person[j])))
        paint_name(picture_.layout.joints[j], view_.at(person[j]), middle, colors_[j]);
  }

  /// Beside the dot where no other name is, best away from the middle of the person.
  void paint_name(const std::string& name, Point dot, Point middle, Color color) {
    constexpr double kPadding = 3, kHeight = 16;
    const double width = canvas_.text_width(name, kName) + 2 * kPadding;
    const double outwards = std::atan2(dot.y - middle.y, dot.x - middle.x);
    const auto place = [&](double angle, double radius) {
      const double x = dot.x + radius * std::cos(angle), y = dot.y + radius * std::sin(angle);
      const double left = std::cos(angle) >= 0 ? x : x - width;
      return Rectangle{
          std::clamp(left, 0.0, std::max(0.0, view_.width - width)),
          std::clamp(y - kHeight / 2, kTitleHeight, std::max(kTitleHeight, view_.height - kHeight)),
          width, kHeight};
    };
    Rectangle chosen = place(outwards, 10);
    const auto is_free = [&](const Rectangle& area) {
      return std::ranges::none_of(names_, [&](const Rectangle& n) { return overlap(area, n); });
    };
    constexpr std::array kTurns{0.0, 0.4, -0.4, 0.8, -0.8, 1.3, -1.3, 1.9, -1.9, 2.5, -2.5};
    bool is_placed = false;
    for (const double radius : {10.0, 22.0, 36.0, 52.0, 72.0}) {
      for (const double turn : kTurns) {
        if (is_placed) break;
        const Rectangle area = place(outwards + turn, radius);
        if (!is_free(area)) continue;
        chosen = area;
        is_placed = true;
      }
    }
    names_.push_back(chosen);
    const Point nearest{std::clamp(dot.x, chosen.x, chosen.x + chosen.width),
                        std::clamp(dot.y, chosen.y, chosen.y + chosen.height)};
    canvas_.line({dot, nearest}, {color, 0.8});
    canvas_.fill(chosen, kShade);
    canvas_.text({chosen.x + kPadding, chosen.y + kHeight / 2}, name, kName, color, {0, 0.5});
  }

  void paint_title() const {
    const double width = view_.width, y = kTitleHeight / 2;
    canvas_.fill({0, 0, width, kTitleHeight}, kNight);
    double right = width - 12;
    for (const auto& [text, color] :
         {std::pair{"right", kRight}, std::pair{"middle", kMiddle}, std::pair{"left", kLeft}}) {
      canvas_.text({right, y}, text, kName, color, {1, 0.5});
      right -= canvas_.text_width(text, kName) + 10;
    }
    canvas_.text({12, y}, canvas_.fitted(picture_.title, kTitle, right - 24), kTitle, kLight,
                 {0, 0.5});
  }

  const KeypointPicture& picture_;
  KeypointView view_;
  Canvas canvas_;
  std::vector<Color> colors_;
  std::vector<Rectangle> names_;
};

}  // namespace

bool can_draw_keypoints() noexcept { return true; }

std::string draw_keypoints(const KeypointPicture& picture) { return Painter(picture).paint(); }

}  // namespace posegrad::pose

#include <algorithm>
#include <cmath>
#include <limits>

#include "pose/render/draw_keypoints.h"

namespace posegrad::pose {
namespace {

constexpr double kAround = 0.25;  // of the picture, where points lie outside
constexpr double kAir = 0.02, kLeastSide = 200;
constexpr double kShortest = 1000, kLongest = 2400;  // the longer side of a canvas, pixels
constexpr double kPerson = 600;                      // pixels that a person is to have

struct Box {
  double left = std::numeric_limits<double>::infinity(), right = -left;
  double top = left, bottom = -left;

  void include(Point point) {
    left = std::min(left, point.x);
    right = std::max(right, point.x);
    top = std::min(top, point.y);
    bottom = std::max(bottom, point.y);
  }
  bool is_empty() const { return !(left <= right); }
};

bool is_found(Point point) { return std::isfinite(point.x + point.y); }

Box box_of(const std::vector<std::vector<Point>>& people) {
  Box box;
  for (const auto& person : people)
    for (const Point point : person)
      if (is_found(point)) box.include(point);
  return box;
}

Box seen_box(const KeypointPicture& picture) {
  Box people = box_of(picture.people);
  if (!picture.size) return people.is_empty() ? Box{0, 100, 0, 100} : people;
  const auto width = static_cast<double>(picture.size->width),
             height = static_cast<double>(picture.size->height);
  if (people.is_empty()) return {0, width, 0, height};
  people.include({0, 0});
  people.include({width, height});
  return {std::max(people.left, -kAround * width), std::min(people.right, (1 + kAround) * width),
          std::max(people.top, -kAround * height), std::min(people.bottom, (1 + kAround) * height)};
}

double middle_person(const KeypointPicture& picture) {
  std::vector<double> sizes;
  for (const auto& person : picture.people)
    if (const double size = extent_of(person); size > 0) sizes.push_back(size);
  if (sizes.empty()) return 0;
  std::ranges::sort(sizes);
  return sizes[sizes.size() / 2];
}

}  // namespace

double extent_of(const std::vector<Point>& person) {
  const Box box = box_of({person});
  return box.is_empty() ? 0 : std::max(box.right - box.left, box.bottom - box.top);
}

bool KeypointView::is_in_view(Point on_canvas) const {
  return on_canvas.x >= 0 && on_canvas.x <= width && on_canvas.y >= kTitleHeight &&
         on_canvas.y <= height;
}

KeypointView keypoint_view(const KeypointPicture& picture) {
  const Box seen = seen_box(picture);
  const double width = seen.right - seen.left, height = seen.bottom - seen.top;
  const double longer = std::max({width, height, 1e-3});
  const double person = middle_person(picture);
  KeypointView view;
  view.scale = std::clamp(person > 0 ? kPerson / person : 0, kShortest / longer, kLongest / longer);
  const double air = kAir * longer * view.scale + 8;
  const double wide = std::max(view.scale * width, kLeastSide) + 2 * air,
               high = std::max(view.scale * height, kLeastSide) + 2 * air;
  view.width = static_cast<int>(std::ceil(wide));
  view.height = static_cast<int>(std::ceil(high + kTitleHeight));
  view.picture.x = (wide - view.scale * width) / 2 - view.scale * seen.left;
  view.picture.y = kTitleHeight + (high - view.scale * height) / 2 - view.scale * seen.top;
  if (picture.size) {
    view.picture.width = view.scale * static_cast<double>(picture.size->width);
    view.picture.height = view.scale * static_cast<double>(picture.size->height);
  }
  return view;
}

}  // namespace posegrad::pose

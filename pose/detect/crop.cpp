#include "pose/detect/crop.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

namespace posegrad::pose {
namespace {

constexpr double kSeen = 0.2;      // least score of a keypoint that a crop is made of
constexpr double kRoom = 1.35;     // a crop's side, in longer sides of the box of the keypoints
constexpr double kLegsRoom = 1.9;  // how far legs that are not seen may reach, in torsos
// A crop follows what was seen in the one before: whatever is seen, it must not shrink to nothing or
// grow without end.
constexpr double kLeastHalf = 4;  // pixels of half a side
constexpr double kMostHalf = 1;   // in longer sides of the picture
constexpr std::size_t kLeftShoulder = 5, kRightShoulder = 6, kLeftHip = 11, kRightHip = 12,
                      kLeftKnee = 13, kRightAnkle = 16;

// The smallest box of all points that were added.
struct Bounds {
  double left = std::numeric_limits<double>::infinity(), right = -left, top = left, bottom = -left;

  void add(double x, double y) {
    left = std::min(left, x);
    right = std::max(right, x);
    top = std::min(top, y);
    bottom = std::max(bottom, y);
  }
};

}  // namespace

Box whole_picture(VideoSize size) {
  const auto w = static_cast<double>(size.width), h = static_cast<double>(size.height);
  const double half = std::max(w, h) / 2;
  return {.x1 = w / 2 - half, .y1 = h / 2 - half, .x2 = w / 2 + half, .y2 = h / 2 + half};
}

std::optional<Box> crop_around(std::span<const DetectedKeypoint> keypoints, VideoSize size) {
  const auto seen = [&](std::size_t j) { return keypoints[j].score > kSeen; };
  if (!(seen(kLeftShoulder) || seen(kRightShoulder)) || !(seen(kLeftHip) || seen(kRightHip)))
    return {};
  Bounds body;
  bool legs = false;
  for (std::size_t j = 0; j < keypoints.size(); ++j) {
    if (!seen(j)) continue;
    body.add(keypoints[j].x, keypoints[j].y);
    legs = legs || (j >= kLeftKnee && j <= kRightAnkle);
  }
  if (!legs) {  // else a leg that was hidden once would stay outside of the crop
    const double x = (keypoints[kLeftHip].x + keypoints[kRightHip].x) / 2,
                 y = (keypoints[kLeftHip].y + keypoints[kRightHip].y) / 2;
    double torso = 0;
    for (const std::size_t j : {kLeftShoulder, kRightShoulder, kLeftHip, kRightHip})
      torso = std::max({torso, std::abs(keypoints[j].x - x), std::abs(keypoints[j].y - y)});
    body.add(x - kLegsRoom * torso, y - kLegsRoom * torso);
    body.add(x + kLegsRoom * torso, y + kLegsRoom * torso);
  }
  const double x = (body.left + body.right) / 2, y = (body.top + body.bottom) / 2;
  const double half =
      (legs ? kRoom : 1) * std::max(body.right - body.left, body.bottom - body.top) / 2;
  const auto longer = static_cast<double>(std::max(size.width, size.height));
  if (half < kLeastHalf || half > kMostHalf * longer) return {};
  return Box{.x1 = x - half, .y1 = y - half, .x2 = x + half, .y2 = y + half};
}

// TensorFlow's crop_and_resize takes shares of the picture times (pixels - 1).
kernels::PixelBox pixel_box(const Box& crop, VideoSize size) {
  const auto w = static_cast<double>(size.width), h = static_cast<double>(size.height);
  const double across = (w - 1) / w, down = (h - 1) / h;
  return {.top = crop.y1 * down,
          .left = crop.x1 * across,
          .bottom = crop.y2 * down,
          .right = crop.x2 * across};
}

void leave_crop(const Box& crop, std::span<DetectedKeypoint> keypoints) {
  for (DetectedKeypoint& keypoint : keypoints) {
    keypoint.x = crop.x1 + keypoint.x * (crop.x2 - crop.x1);
    keypoint.y = crop.y1 + keypoint.y * (crop.y2 - crop.y1);
  }
}

Box leave_crop(const Box& crop, const Box& box) {
  const double w = crop.x2 - crop.x1, h = crop.y2 - crop.y1;
  return {.x1 = crop.x1 + box.x1 * w,
          .y1 = crop.y1 + box.y1 * h,
          .x2 = crop.x1 + box.x2 * w,
          .y2 = crop.y1 + box.y2 * h};
}

std::vector<Box> tiles(VideoSize size, double share) {
  const auto w = static_cast<double>(size.width), h = static_cast<double>(size.height);
  const double side = share * std::min(w, h);
  // So many that neighbours share half of themselves.
  const auto steps = [&](double length) {
    return length <= side ? 0 : static_cast<Index>(std::ceil(2 * (length - side) / side));
  };
  const auto place = [&](Index i, Index count, double length) {
    return count == 0 ? (length - side) / 2
                      : (length - side) * static_cast<double>(i) / static_cast<double>(count);
  };
  std::vector<Box> squares;
  const Index rows = steps(h), columns = steps(w);
  for (Index r = 0; r <= rows; ++r)
    for (Index c = 0; c <= columns; ++c) {
      const double x = place(c, columns, w), y = place(r, rows, h);
      squares.push_back({.x1 = x, .y1 = y, .x2 = x + side, .y2 = y + side});
    }
  return squares;
}

}  // namespace posegrad::pose

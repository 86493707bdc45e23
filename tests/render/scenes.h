#pragma once
#include <array>
#include <string>
#include <vector>

#include "pose/render/draw_scene.h"
#include "pose/render/plane.h"
#include "pose/scene/scene.h"

namespace posegrad::test {

/// A person in h36m_17's order who faces +x, arms to the sides, right foot forward, walking along x
/// by `speed` metres a frame; keypoints in a video of 100 x 80 pixels; `motions` times the same.
pose::Scene walker(Index frames, std::size_t motions = 1, double speed = 0);

/// Where a joint of motion 0 is in a frame.
pose::Vec3 joint_at(const pose::Scene& scene, Index frame, Index joint);
/// Makes numbers of a joint unknown.
void forget(const Tensor& positions, Index frame, Index joint);

/// What was drawn: a PNG, or frames of a video, at their own size.
class Picture {
 public:
  static std::vector<Picture> frames_of(const std::string& path);
  explicit Picture(const std::string& path) : Picture(frames_of(path).at(0)) {}

  int width() const { return width_; }
  int height() const { return height_; }
  struct Rgb {
    int red, green, blue;
  };
  Rgb at(double x, double y) const;
  Rgb at(pose::Point point) const { return at(point.x, point.y); }

 private:
  Picture(int width, int height, std::vector<std::byte> pixels)
      : width_(width), height_(height), pixels_(std::move(pixels)) {}

  int width_, height_;
  std::vector<std::byte> pixels_;
};

bool is_red(Picture::Rgb color);
bool is_dark(Picture::Rgb color);
bool is_bright(Picture::Rgb color);

}  // namespace posegrad::test

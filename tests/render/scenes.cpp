#include "tests/render/scenes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/video/video_info.h"
#include "pose/video/video_reader.h"

namespace posegrad::test {

using namespace pose;

namespace {

// Forward (x), to the left (y), up (z), metres.
constexpr std::array<Vec3, 17> kStanding{{
    {0, 0, 0.92},      // hip
    {0, -0.13, 0.92},  // right leg
    {0.10, -0.16, 0.48},
    {0.12, -0.18, 0.06},
    {0, 0.13, 0.92},  // left leg
    {-0.08, 0.16, 0.48},
    {-0.15, 0.18, 0.06},
    {0, 0, 1.15},  // spine, thorax, neck, head
    {0, 0, 1.40},
    {0.03, 0, 1.52},
    {0.02, 0, 1.65},
    {0, 0.17, 1.38},  // left arm
    {0, 0.42, 1.30},
    {0, 0.66, 1.22},
    {0, -0.17, 1.38},  // right arm
    {0, -0.42, 1.42},
    {0, -0.66, 1.46},
}};

}  // namespace

Scene walker(Index frames, std::size_t motions, double speed) {
  Scene scene;
  scene.title = "a walker";
  scene.fps = 25;
  scene.azimuth = 0;
  Tensor positions = Tensor::empty({frames, 17, 3}), keypoints = Tensor::empty({frames, 17, 2});
  auto xyz = positions.cpu_span<float>();
  auto xy = keypoints.cpu_span<float>();
  for (Index t = 0; t < frames; ++t) {
    scene.frame_numbers.push_back(t);
    for (std::size_t j = 0; j < kStanding.size(); ++j) {
      const Vec3 at = kStanding[j];
      const std::size_t i = static_cast<std::size_t>(t) * kStanding.size() + j;
      xyz[3 * i] = static_cast<float>(at.x + speed * static_cast<double>(t));
      xyz[3 * i + 1] = static_cast<float>(at.y);
      xyz[3 * i + 2] = static_cast<float>(at.z);
      xy[2 * i] = static_cast<float>(50 + 35 * at.y);
      xy[2 * i + 1] = static_cast<float>(70 - 35 * at.z);
    }
  }
  scene.keypoints = SceneKeypoints{keypoint_layout("h36m"), keypoints, {100, 80}};
  for (std::size_t m = 0; m < motions; ++m)
    scene.motions.push_back({"Motion " + std::to_string(m), h36m_17(), positions.clone(), {}});
  return scene;
}

Vec3 joint_at(const Scene& scene, Index frame, Index joint) {
  const Tensor& positions = scene.motions[0].positions;
  const Index i = 3 * (frame * positions.dim(1) + joint);
  return {positions.at(i), positions.at(i + 1), positions.at(i + 2)};
}

void forget(const Tensor& positions, Index frame, Index joint) {
  const Index size = positions.dim(2), begin = (frame * positions.dim(1) + joint) * size;
  for (Index i = begin; i < begin + size; ++i)
    positions.cpu_span<float>()[static_cast<std::size_t>(i)] =
        std::numeric_limits<float>::quiet_NaN();
}

std::vector<Picture> Picture::frames_of(const std::string& path) {
  const VideoInfo info = probe_video(path);
  VideoReader reader(path, {info.width, info.height});
  std::vector<std::byte> pixels(reader.frame_bytes());
  std::vector<Picture> pictures;
  while (reader.next(pixels))
    pictures.push_back({static_cast<int>(info.width), static_cast<int>(info.height), pixels});
  return pictures;
}

Picture::Rgb Picture::at(double x, double y) const {
  const int column = static_cast<int>(std::floor(x)), row = static_cast<int>(std::floor(y));
  BOOST_REQUIRE_MESSAGE(column >= 0 && column < width_ && row >= 0 && row < height_,
                        "pixel " << x << ", " << y << " is outside of the picture");
  const auto i = 4 * static_cast<std::size_t>(row * width_ + column);
  const auto value = [&](std::size_t k) { return std::to_integer<int>(pixels_[i + k]); };
  return {value(2), value(1), value(0)};
}

bool is_red(Picture::Rgb c) { return c.red > 150 && c.red - std::max(c.green, c.blue) > 60; }
bool is_dark(Picture::Rgb c) { return std::max({c.red, c.green, c.blue}) < 165 && !is_red(c); }
bool is_bright(Picture::Rgb c) { return std::min({c.red, c.green, c.blue}) > 195; }

}  // namespace posegrad::test

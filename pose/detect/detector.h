#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "pose/detect/decode.h"
#include "pose/detect/movenet.h"

namespace posegrad::pose {

/// How people are found. lightning, thunder: one person, followed by a crop from frame to frame.
/// multi: up to 6 people, by MultiPose alone in the whole picture. best: MultiPose finds people now
/// and then, Thunder follows each.
enum class DetectorKind { lightning, thunder, multi, best };
std::string_view name_of(DetectorKind kind);

/// The networks that a kind needs; the others are empty.
struct DetectorNetworks {
  std::optional<Movenet> one, several;
};

/// Finds people in the frames of one video, in their order: where somebody was says where to look
/// next.
class Detector {
 public:
  /// size: of the pictures.
  Detector(const DetectorNetworks& networks, VideoSize size) : networks_(networks), size_(size) {}

  /// picture (H, W, 4) u8: blue, green, red, unused. Keypoints in COCO's order, in pixels, each
  /// with its score; a person's score is the mean of them. Whoever is hardly one is left out.
  std::vector<DetectedPerson> operator()(const Tensor& picture);

 private:
  /// Somebody who is followed: where they are looked for in the next frame.
  struct Followed {
    Box crop;
    Index weak = 0;  // frames in a row with a low score
  };

  DetectedPerson look(const Tensor& picture, const Box& crop) const;
  std::vector<DetectedPerson> find_people(const Tensor& picture) const;
  DetectedPerson find_one(const Tensor& picture) const;
  std::vector<DetectedPerson> follow_one(const Tensor& picture);
  std::vector<DetectedPerson> follow_people(const Tensor& picture);
  void keep(std::vector<DetectedPerson>& people, DetectedPerson person, const Followed& at);

  const DetectorNetworks& networks_;
  VideoSize size_;
  std::vector<Followed> followed_;
  Index frame_ = 0;
};

}  // namespace posegrad::pose

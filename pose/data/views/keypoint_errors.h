#pragma once
#include <array>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/data/synth/random.h"

namespace posegrad::pose::views {

constexpr Index kCocoKeypoints = 17;

struct SeenPoint {
  double x = 0, y = 0;  // pixels
  bool seen = true;     // by the detector
};
using SeenBody = std::array<SeenPoint, kCocoKeypoints>;

/// What a detector makes of exact keypoints over a window of frames: errors most of which stay for
/// the window, larger for hard joints and for hidden ones, faces put elsewhere, left and right
/// exchanged, outliers, joints and frames not found, parts of the body out of sight, nothing
/// outside of the picture. pixels_per_metre: at the person. hidden: joints behind the trunk, and
/// those of a face that is turned away.
void detect(std::vector<SeenBody>& frames,
            const std::vector<std::array<bool, kCocoKeypoints>>& hidden, double pixels_per_metre,
            const VideoSize& size, synth::Random& random);

}  // namespace posegrad::pose::views

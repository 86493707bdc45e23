#pragma once
#include <optional>
#include <vector>

#include "pose/geometry/vec3.h"
#include "pose/render/plane.h"
#include "pose/scene/scene.h"

namespace posegrad::pose {

/// Which frames of a motion are drawn.
struct DrawnFrames {
  Index first = 0;
  std::optional<Index> limit = {};  // that many from there at most; not said: all
  Index downsample = 1;             // the mean of so many frames becomes one
};

/// One frame to draw: numbers of the scene, averaged over the frames that make it up. What is not
/// known in any of them is NaN.
struct SceneFrame {
  Index index = 0;   // of the first of them in the motion
  Index number = 0;  // of the same in the video
  double time = 0;   // seconds since the motion's first frame

  struct Motion {
    std::vector<Vec3> joints;            // metres
    Vec3 root;                           // where it is, or was when last known
    std::vector<Point> path;             // of the root on the floor, the last seconds, oldest first
    double error_mm = 0;                 // to the first motion; NaN where not compared
    std::vector<double> joint_error_mm;  // joint by joint; empty where not compared
  };
  std::vector<Point> keypoints;  // pixels of the video
  std::vector<Motion> motions;
};

/// The frames of a scene that are drawn, in order. The scene must outlive it.
class SceneTimeline {
 public:
  /// Throws what check_scene() throws, and ValueError when the range holds no frame.
  SceneTimeline(const Scene& scene, DrawnFrames range);

  Index size() const noexcept { return size_; }
  double fps() const noexcept;
  SceneFrame operator[](Index i) const;
  /// Numbers in the video of the frames that make up frame i.
  std::vector<Index> video_frames(Index i) const;

 private:
  struct Group {
    Index begin, end;
  };
  Group group(Index i) const;

  const Scene& scene_;
  DrawnFrames range_;
  Index size_ = 0;
  std::vector<std::vector<Vec3>> roots_;  // of each motion, each frame
};

}  // namespace posegrad::pose

#pragma once
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/data/sequences.h"
#include "pose/data/views/body.h"
#include "pose/data/views/view_camera.h"

namespace posegrad::pose::views {

/// A recorded motion: poses (T, 22, 3) f32 of the reference body, world space, metres, z up, 50
/// frames a second.
struct Clip {
  std::string subject, action;
  Tensor poses;
};

constexpr double kClipRate = 50;
constexpr Index kOutputJoints = 18;  // Human3.6M's 17 and a point above the hips
/// How far above the hips, against gravity: direction is what counts, and this weighs it like the
/// error of a joint.
constexpr double kUpLength = 0.5;

/// What mirroring swaps: of the window's keypoints, and of the pose.
const Mirroring& mirroring();

struct ViewOptions {
  Index frames = 27;      // of a window
  double rate = 25;       // frames a second of the model
  bool causal = false;    // the pose of the last frame, not of the middle one
  bool vary_pose = true;  // combine and bend poses; else only bodies, times and cameras are new
};

/// One window as somebody might have filmed it, and what is true of it.
struct View {
  std::string action;
  ViewCamera camera;
  std::vector<float> keypoints;          // frames x 17 x 3: pixels, 1 where seen
  std::vector<float> window;             // person_window of it: frames x 18 x 3
  Quaternion turn;                       // from camera axes to those of the view
  std::array<Vec3, kOutputJoints> pose;  // axes of the view, metres: relative to the hips, then up
};

/// Makes every sample anew: a window of a clip at another pace, mirrored or not, with parts of
/// other clips, as another person, seen by another camera and by a detector that errs.
class EndlessViews {
 public:
  /// Throws DataError without clips, for an empty one and for other than 22 points.
  EndlessViews(std::vector<Clip> clips, ViewOptions options);

  /// Sample number `index` of the stream `key`: the same numbers on every machine with the same
  /// libm.
  View draw(std::uint64_t key, std::uint64_t index) const;
  /// The same, only what training needs. window: frames x 18 x 3; pose: 18 x 3.
  void draw(std::uint64_t key, std::uint64_t index, float* window, float* pose) const;

  const ViewOptions& options() const noexcept { return options_; }
  const std::vector<Clip>& clips() const noexcept { return clips_; }
  Index total_frames() const noexcept;

 private:
  Motion draw_motion(synth::Random& random, double pace, std::string* action) const;

  std::vector<Clip> clips_;
  std::vector<double> ends_;  // running sum of the clips' shares
  ViewOptions options_;
};

}  // namespace posegrad::pose::views

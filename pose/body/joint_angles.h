#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/body/body.h"
#include "pose/body/turn_angles.h"

namespace posegrad::pose {

/// Angles over time, degrees. Names are "left knee flexion", "right shoulder abduction"...
struct AngleTable {
  struct Angle {
    std::string name;
    std::vector<double> degrees;  // one a frame; NaN: not known
    /// False: what the body has by default there, as the joints that were seen do not show it.
    bool observed = true;
  };
  double fps = 0;
  std::vector<Index> frame_numbers;
  std::vector<Angle> angles;
};

/// Throws ValueError beginning with `user` unless the table's rate is positive and each angle has a
/// number for each frame.
void check_angles(const AngleTable& table, std::string_view user);

/// How the large joints of a body have turned: each distal part against its proximal one, in the
/// axes of the International Society of Biomechanics (x forward, y up, z to the right), since a
/// person stood upright with the arms hanging, palms inward. One of each a frame. Left ones are
/// mirrored: they are what a right joint would do.
struct JointTurns {
  struct Side {
    std::vector<Quaternion> hip, knee, ankle, shoulder, elbow;  // shoulder: upper arm to chest
  };
  std::vector<Quaternion> pelvis, trunk, head;  // to the floor; chest to pelvis; head to chest
  Side left, right;
};

/// Throws ValueError beginning with `user` unless a number stands for each frame and the rate is
/// positive.
JointTurns joint_turns(const BodyMotion& motion, std::string_view user);

/// Joint angles of a body. 0 is a person who stands upright, arms hanging, palms inward; the feet
/// at right angles. How they stay free of jumps and what they do in gimbal lock: turn_angles.h.
///
///   hip, knee, ankle   zxy, Grood and Suntay (1983), Wu et al. (2002). Hip: flexion forward,
///                      adduction to the other leg, internal rotation. Knee: flexion backward.
///                      Ankle: dorsiflexion, toes up; not observed.
///   shoulder           upper arm to chest (the shoulder blade is in it). zxy: flexion forward,
///                      abduction from the body, internal rotation. And the three of Wu et al.
///                      (2005), yxy: plane of elevation (0 sideways, 90 forward), elevation (0
///                      hanging, 180 overhead), axial rotation (internal).
///   elbow              zxy, Wu et al. (2005): flexion.
///   trunk              chest to pelvis, zxy, Wu et al. (2002): flexion forward, bending to the
///                      right, rotation to the left.
///   head               head to chest, as the trunk; rotation is not observed.
///   pelvis             to the floor, yxz (Baker 2001): tilt forward (anterior), obliquity (right
///                      side down), rotation to the left: 0 faces -y of world space.
///
/// Each is positive as named, on both sides. Throws ValueError as joint_turns.
AngleTable joint_angles(const BodyMotion& motion);

}  // namespace posegrad::pose

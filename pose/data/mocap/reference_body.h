#pragma once
#include "pose/data/mocap/clip.h"

namespace posegrad::pose::mocap {

/// Lengths of the one body that every rig is brought to, metres. Hips and shoulders lie where
/// COCO's annotators put them, which is what 2D detectors see, not at a rig's joint centres.
namespace reference {
constexpr double kHipWidth = 0.22, kThigh = 0.41, kShin = 0.40;
constexpr double kTorso = 0.50, kShoulderWidth = 0.345;  // torso: hips' middle to shoulders' middle
constexpr double kUpperArm = 0.285, kForearm = 0.255;
constexpr double kNeckLength = 0.125,
                 kHeadLength = 0.13;   // thorax to neck/nose, on to the head's top
constexpr double kAnkleHeight = 0.08;  // of the lower ankle above the floor when it stands
}  // namespace reference

/// The same motion done by the reference body. Every segment keeps the direction that the rig gives
/// it in that frame, and its length is multiplied by one factor per clip, reference length / median
/// length in the clip:
///   r = (lhip + rhip)/2,  a = unit(lhip - rhip),  hips' = r -+ kHipWidth/2 a (joint 0 is dropped)
///   knee' = hip' + s (knee - hip), ankle' = knee' + s (ankle - knee), s per bone
///   m = (lshoulder + rshoulder)/2,  x' = r + s (x - r) for x = m, spine, thorax, s by |m - r|
///   shoulder' = m' + s (shoulder - m); arms hang on them as legs on the hips
///   neck' = thorax' + s (neck - thorax), head' = neck' + s (head - neck)
///   face' = neck' + (face - neck)
/// Then the body is moved so that its root is at rho r, rho = reference leg / the rig's leg: steps
/// stay as long as legs make them. Last, one shift per clip puts the lower ankle's 5th percentile
/// at kAnkleHeight.
/// A reference body of a reference body is itself. Frames must have been checked (checks.h): no
/// NaN, no segment without length.
Motion reference_body(const Motion& motion);

}  // namespace posegrad::pose::mocap

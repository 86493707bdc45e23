#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/body/body.h"
#include "pose/export/rigs.h"

namespace posegrad::pose {

struct BvhOptions {
  const Rig* rig = nullptr;             // none: "default"
  std::optional<double> unit = {};      // of lengths, metres; none: the rig's
  std::optional<bool> rest_first = {};  // the rest pose as a frame before all; none: the rig's
};

/// A BVH file's text: hierarchy at rest, positions of the hips, angles in degrees, all at the
/// motion's rate; missing frame numbers are filled in between. Numbers are exact to 1e-4 mm and 1e-6
/// degrees. The root's offset is 0, so that programs that add the root's position to it and those
/// that take it instead agree. Read back, joints are within 1e-6 m.
/// Throws ValueError as even_motion does, and for a unit that is not above 0.
std::string bvh_text(const BodyMotion& motion, const BvhOptions& options = {});
/// Throws IoError too.
void write_bvh(const BodyMotion& motion, const BvhOptions& options, const std::string& path);

// The text's parts, for programs that write it themselves: bvh_hierarchy + "MOTION\nFrames: T\n" +
// "Frame Time: " + bvh_frame_time + "\n" + a line for each row of bvh_channels.

/// The text before the line MOTION.
std::string bvh_hierarchy(const BodyShape& shape, const BvhOptions& options = {});
/// (T, C): x, y, z of the hips in file units, then three angles a joint, as the text has them but
/// for rounding.
struct BvhChannels {
  std::size_t channels = 0;    // C
  std::vector<double> values;  // T C
};
BvhChannels bvh_channels(const BodyMotion& motion, const BvhOptions& options = {});
/// Seconds, 12 decimals at most.
std::string bvh_frame_time(double fps);

}  // namespace posegrad::pose

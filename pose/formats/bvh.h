#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/rig_motion.h"

namespace posegrad::pose::formats {

/// Biovision's hierarchy of joints and its motion, as the file has them.
struct Bvh {
  enum class Channel { x_position, y_position, z_position, x_rotation, y_rotation, z_rotation };
  struct Joint {
    std::string name;  // of an End Site: its joint's with "_End"
    int parent = -1;   // before it in the list; -1: a root
    Vec3 offset = {};  // from the parent, rest pose
    std::vector<Channel> channels = {};
  };

  std::vector<Joint> joints;
  std::size_t channels = 0;  // of all joints
  double frame_seconds = 0;
  std::vector<double> values;  // frames x channels: file units, degrees

  std::size_t frames() const { return channels == 0 ? 0 : values.size() / channels; }
};

/// Reads a BVH text. Channels may stand in any order, on any joint and as many times as it likes;
/// several roots are read as such; letter case of keywords does not matter, a frame is one line.
/// Throws DataError "NAME: line N: ...": another keyword than is due, braces that do not match, a
/// channel that is not known, words that are no finite numbers, too few or too many numbers or
/// frames, a frame time that is not positive, more than 10000 joints, a hierarchy deeper than 500.
Bvh parse_bvh(std::string_view text, const std::string& name);

/// The motion of the hierarchy: x_joint = x_parent + R_parent (offset + position channels),
/// R_joint = R_parent R_1 R_2 R_3, rotation channels in their order. Programs disagree whether a
/// position channel adds to the offset or is in its place: the latter is taken for a joint whose
/// channels stay closer to its offset than to zero.
RigMotion rig_motion(Bvh bvh, std::string source);
/// A file as a rig. Throws IoError "cannot open FILE: ..." too.
RigMotion load_bvh(const std::string& path);

}  // namespace posegrad::pose::formats

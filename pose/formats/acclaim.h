#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/rig_motion.h"

namespace posegrad::pose::formats {

/// Acclaim's skeleton (.asf). A bone begins where its parent ends.
struct AcclaimSkeleton {
  /// What a number of the motion does to a bone: move it along or turn it about an axis of the
  /// bone's own frame, or make it longer.
  enum class Freedom { tx, ty, tz, rx, ry, rz, l };
  struct Bone {
    std::string name;
    int parent = -1;       // before it in the list; -1: the root
    Vec3 reach = {};       // start to end in the base pose: length times direction
    Quaternion axis = {};  // of the bone's own frame in the base pose
    std::vector<Freedom> freedoms = {};
  };

  std::string name;         // of the file, for messages
  std::vector<Bone> bones;  // the first is the root, without length
  Vec3 root_position;       // of the base pose
  bool degrees = true;
};

/// Acclaim's motion (.amc): numbers of all bones in the skeleton's order, frame by frame.
struct AcclaimMotion {
  std::size_t numbers = 0;  // a frame
  std::vector<double> values;
  bool degrees = true;
  double fps = 0;  // 0: the file does not say

  std::size_t frames() const { return numbers == 0 ? 0 : values.size() / numbers; }
};

/// Both throw DataError "NAME: line N: ...": a keyword or bone that is not known, a bone that comes
/// twice or is no part of the hierarchy, words that are no finite numbers, too few or too many
/// numbers, bones or frames.  Source: Acclaim Skeleton File Definition V1.10.
AcclaimSkeleton parse_asf(std::string_view text, const std::string& name);
AcclaimMotion parse_amc(std::string_view text, const std::string& name,
                        const AcclaimSkeleton& skeleton);

/// The motion of the skeleton. With C a bone's axis and M = ... M_2 M_1 its turns in the order of
/// its freedoms about fixed axes:  R = R_parent C M C^-1,  end = end_parent + R reach.
/// A joint bears the name of the bone that begins there; a chain's last end is "BONE_End".
RigMotion rig_motion(AcclaimSkeleton skeleton, AcclaimMotion motion, std::string source);
/// Both files as a rig. Throws IoError "cannot open FILE: ..." too.
RigMotion load_acclaim(const std::string& asf, const std::string& amc);

}  // namespace posegrad::pose::formats

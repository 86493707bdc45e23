#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pose/data/mocap/clip.h"
#include "pose/formats/rig_motion.h"

namespace posegrad::pose::mocap {

/// What a rig's joints may stand for: the points of a body, and the middle between the ears.
constexpr std::size_t kEars = kPoints, kTargets = kPoints + 1;
/// "right hip", "thorax", "left eye", "ears"...
std::string_view target_name(std::size_t target);

/// Which joints of a rig are ours.
struct Rig {
  std::string name;
  std::optional<char> up;      // 'y' or 'z'; nothing: as the rest pose stands
  std::optional<double> unit;  // metres; nothing: so that the legs have the reference length
  /// Each the mean of these joints; empty: not there. Hips to wrists, spine and thorax (where the
  /// neck begins) are there; `ears` or both neck (Human3.6M's "Neck/Nose") and head; the whole face
  /// or nothing of it.
  std::array<std::vector<std::string>, kTargets> joints;

  bool has(std::size_t target) const { return !joints[target].empty(); }
};

/// A rig from JSON: {"name": TEXT, "up": "y" or "z", "unit": METRES, "joints": {TARGET: JOINT or
/// [JOINT, ...], ...}}, all but the joints optional. Throws DataError naming file and key.
Rig load_rig(const std::string& path);
Rig parse_rig(std::string_view json, const std::string& name);

/// Rigs that are recognised by the names of their joints; the first that fits counts.
std::span<const Rig> known_rigs();

/// For every target the numbers of its joints. Names are compared exactly, and where that finds
/// nothing without what stands before a colon and without letter case. Nothing when one is missing,
/// whose name `missing` then gets. Throws DataError "SOURCE: ..." for a name that fits two joints.
std::optional<std::array<std::vector<std::size_t>, kTargets>> joints_of(
    const Rig& rig, std::span<const std::string> names, const std::string& source,
    std::string* missing = nullptr);

/// The rig of these joints. Throws DataError "SOURCE: ..." that names them and shows the mapping
/// file to write when none is known.
const Rig& recognised_rig(std::span<const std::string> names, const std::string& source);

/// The rig's motion as ours: its joints, metres, z up. Where the rig has no neck, head or face of
/// our kind, they are put on a skull (skull.h) that stands at the rig's `ears` and turns with their
/// first joint from the rest pose on, in which a person looks straight ahead; with a rest pose that
/// does not stand upright the skull faces as the shoulders do.
/// Throws DataError "SOURCE: ..." for joints that the rig lacks.
Motion motion_of(const formats::RigMotion& file, const Rig& rig);

}  // namespace posegrad::pose::mocap

#include "pose/formats/acclaim.h"

#include <memory>
#include <numbers>

#include "pose/formats/blob.h"
#include "pose/formats/reading_limit.h"

namespace posegrad::pose::formats {
namespace {

using Freedom = AcclaimSkeleton::Freedom;
using Bone = AcclaimSkeleton::Bone;

constexpr std::uint64_t kLargestFile = std::uint64_t{4} << 30;

/// What one frame's numbers do to a bone, in its own frame.
struct Change {
  Vec3 shift;
  Quaternion turn;
  double longer = 0;
};

Change change_of(const Bone& bone, const double* numbers, double radians) {
  Change change;
  for (const Freedom freedom : bone.freedoms) {
    const double number = *numbers++;
    switch (freedom) {
      case Freedom::tx:
        change.shift.x += number;
        break;
      case Freedom::ty:
        change.shift.y += number;
        break;
      case Freedom::tz:
        change.shift.z += number;
        break;
      case Freedom::rx:
        change.turn = turn_x(radians * number) * change.turn;
        break;
      case Freedom::ry:
        change.turn = turn_y(radians * number) * change.turn;
        break;
      case Freedom::rz:
        change.turn = turn_z(radians * number) * change.turn;
        break;
      case Freedom::l:
        change.longer += number;
    }
  }
  return change;
}

struct Rig {
  AcclaimSkeleton skeleton;
  std::vector<double> values;
  std::size_t numbers;
  double radians;            // of a unit of the angles
  std::vector<int> ends_of;  // bones without children, behind the bones in the list of joints
};

/// Without numbers the base pose.
void place(const Rig& rig, const double* numbers, std::span<Placed> into) {
  const std::vector<Bone>& bones = rig.skeleton.bones;
  std::vector<Vec3> ends(bones.size());
  for (std::size_t i = 0; i < bones.size(); ++i) {
    const Bone& bone = bones[i];
    const Change change = numbers == nullptr ? Change{} : change_of(bone, numbers, rig.radians);
    if (numbers != nullptr) numbers += bone.freedoms.size();
    if (bone.parent < 0) {
      // The orientation that a file gives its root turns all of its motion.
      into[i] = {rig.skeleton.root_position + change.shift, bone.axis * change.turn};
      ends[i] = into[i].position;
      continue;
    }
    const Quaternion parent = into[static_cast<std::size_t>(bone.parent)].turn;
    const Vec3 start = ends[static_cast<std::size_t>(bone.parent)];
    into[i] = {start + rotate(parent * bone.axis, change.shift),
               parent * bone.axis * change.turn * conjugate(bone.axis)};
    const double size = length(bone.reach);
    const Vec3 reach = size > 0 ? ((size + change.longer) / size) * bone.reach : bone.reach;
    ends[i] = into[i].position + rotate(into[i].turn, reach);
  }
  for (std::size_t i = 0; i < rig.ends_of.size(); ++i) {
    const auto bone = static_cast<std::size_t>(rig.ends_of[i]);
    into[bones.size() + i] = {ends[bone], into[bone].turn};
  }
}

}  // namespace

RigMotion rig_motion(AcclaimSkeleton skeleton, AcclaimMotion motion, std::string source) {
  RigMotion result;
  result.source = std::move(source);
  result.fps = motion.fps;
  result.frames = motion.frames();
  std::vector<bool> has_children(skeleton.bones.size());
  for (const Bone& bone : skeleton.bones)
    if (bone.parent >= 0) has_children[static_cast<std::size_t>(bone.parent)] = true;
  std::vector<int> ends_of;
  for (std::size_t i = 0; i < skeleton.bones.size(); ++i) {
    result.names.push_back(skeleton.bones[i].name);
    if (!has_children[i]) ends_of.push_back(static_cast<int>(i));
  }
  for (const int bone : ends_of)
    result.names.push_back(skeleton.bones[static_cast<std::size_t>(bone)].name + "_End");
  const auto rig = std::make_shared<const Rig>(
      Rig{std::move(skeleton), std::move(motion.values), motion.numbers,
          motion.degrees ? std::numbers::pi / 180 : 1, std::move(ends_of)});
  result.rest.resize(result.names.size());
  place(*rig, nullptr, result.rest);
  result.place = [rig](std::size_t frame, std::span<Placed> into) {
    place(*rig, rig->values.data() + frame * rig->numbers, into);
  };
  return result;
}

RigMotion load_acclaim(const std::string& asf, const std::string& amc) {
  return within_reading_limit(amc, [&] {
    AcclaimSkeleton skeleton = parse_asf(read_file(asf, kLargestFile).view(), asf);
    AcclaimMotion motion = parse_amc(read_file(amc, kLargestFile).view(), amc, skeleton);
    return rig_motion(std::move(skeleton), std::move(motion), amc);
  });
}

}  // namespace posegrad::pose::formats

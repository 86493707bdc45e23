#include "pose/data/mocap/pose_set_clips.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "pose/data/mocap/skull.h"
#include "pose/data/pose_files.h"
#include "pose/formats/npz.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::pose::mocap {
namespace {

// Where each of our points stands in the file; as many as it has.
std::vector<Index> slots_of(Index joints, const std::string& path) {
  if (joints == h36m_32().num_joints()) return kept_joints(joints, h36m_removed_joints());
  if (joints != static_cast<Index>(kJoints) && joints != static_cast<Index>(kPoints))
    throw DataError(fmt::format("{}: {} joints; expected {}, {} or {}", path, joints,
                                h36m_32().num_joints(), kJoints, kPoints));
  std::vector<Index> slots(static_cast<std::size_t>(joints));
  std::iota(slots.begin(), slots.end(), Index{0});
  return slots;
}

}  // namespace

bool is_pose_set(const std::string& path) {
  const std::vector<std::string> keys = formats::NpzReader(path).keys();
  return std::ranges::find(keys, "positions_3d") != keys.end();
}

std::vector<Clip> read_pose_set(const std::string& path) {
  std::vector<Clip> clips;
  for (const Subject3d& subject : read_positions_3d(path)) {
    for (const Recording3d& recording : subject.recordings) {
      const Index J = recording.poses.dim(1);
      const std::vector<Index> slots = slots_of(J, path);
      Clip clip{subject.name, recording.action, kFps,
                Motion(static_cast<std::size_t>(recording.poses.dim(0)))};
      const float* frame = recording.poses.cpu_view<float>().data();
      for (Body& body : clip.motion) {
        for (std::size_t j = 0; j < slots.size(); ++j) {
          const float* const p = frame + 3 * slots[j];
          body[j] = {p[0], p[1], p[2]};
        }
        if (slots.size() == kJoints) place_face(skull_of_head(body), body);
        frame += 3 * J;
      }
      clips.push_back(std::move(clip));
    }
  }
  return clips;
}

}  // namespace posegrad::pose::mocap

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "pose/data/mocap/mocap_files.h"
#include "pose/data/mocap/skull.h"
#include "pose/data/pose_files.h"
#include "pose/formats/npz.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/special_file.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::pose::mocap {
namespace {

using formats::NdArray;
using formats::NpzReader;

constexpr std::string_view kPose = ".pose", kFace = ".face";

std::vector<std::string> cells_of(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  std::vector<std::string> cells;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    cells.push_back(line.substr(begin, end - begin));
    if (end == line.size()) return cells;
    begin = end + 1;
  }
}

/// Subject of each clip that the table beside the archive knows; empty without a table.
std::map<std::string, std::string> read_subjects(const std::string& archive) {
  std::map<std::string, std::string> subjects;
  const std::string path = std::filesystem::path(archive).replace_extension(".csv").string();
  formats::refuse_special_file(path);
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) return subjects;
  const std::vector<std::string> header = cells_of(line);
  const auto column = [&](std::string_view name) {
    const auto found = std::ranges::find(header, name);
    if (found == header.end())
      throw DataError(fmt::format("{}: line 1: there is no column '{}'", path, name));
    return static_cast<std::size_t>(found - header.begin());
  };
  const std::size_t clip = column("clip"), subject = column("subject");
  for (Index number = 2; std::getline(file, line); ++number) {
    if (line.empty() || line == "\r") continue;
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != header.size())
      throw DataError(fmt::format("{}: line {}: {} cells; the header has {}", path, number,
                                  cells.size(), header.size()));
    if (cells[clip].empty() || cells[subject].empty())
      throw DataError(fmt::format("{}: line {}: a clip or subject without a name", path, number));
    subjects[cells[clip]] = cells[subject];
  }
  return subjects;
}

NdArray member(const NpzReader& file, const std::string& key, std::size_t points) {
  const formats::Field field = file.field(key);
  const NdArray& array = field.as_array();
  if (!array.is_number() || array.rank() != 3 || array.dim(1) != static_cast<Index>(points) ||
      array.dim(2) != 3)
    field.fail(fmt::format("an array (frames, {}, 3) of numbers is wanted; found {}", points,
                           array.to_string()));
  return array;
}

Motion motion_of(const NpzReader& file, const std::string& name) {
  const NdArray pose = member(file, name + std::string(kPose), kJoints);
  const NdArray face = member(file, name + std::string(kFace), kFacePoints);
  if (pose.dim(0) != face.dim(0))
    throw DataError(fmt::format("{}: {}: {} frames of the face; the pose has {}", file.path(), name,
                                face.dim(0), pose.dim(0)));
  Motion motion(static_cast<std::size_t>(pose.dim(0)));
  Index at_pose = 0, at_face = 0;
  for (Body& points : motion) {
    for (std::size_t i = 0; i < kPoints; ++i) {
      const NdArray& from = i < kJoints ? pose : face;
      Index& at = i < kJoints ? at_pose : at_face;
      points[i] = {from.number(at), from.number(at + 1), from.number(at + 2)};
      at += 3;
    }
  }
  return motion;
}

}  // namespace

std::vector<Clip> read_clips_npz(const std::string& path) {
  return formats::within_reading_limit(path, [&] {
    const NpzReader file(path);
    const std::map<std::string, std::string> subjects = read_subjects(path);
    std::vector<Clip> clips;
    for (const std::string& key : file.keys()) {
      if (!key.ends_with(kPose)) continue;
      const std::string name = key.substr(0, key.size() - kPose.size());
      const auto known = subjects.find(name);
      clips.push_back({known == subjects.end() ? subject_of_name(name) : known->second, name, kFps,
                       motion_of(file, name)});
    }
    if (clips.empty())
      throw DataError(fmt::format("{}: no NAME{} (frames, {}, 3) is in it", path, kPose, kJoints));
    return clips;
  });
}

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

#include "pose/data/mocap/clips_npz.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "pose/data/mocap/subject_names.h"
#include "pose/formats/npz.h"
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
}

}  // namespace posegrad::pose::mocap

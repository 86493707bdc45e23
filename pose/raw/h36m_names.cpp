#include "pose/raw/h36m_names.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "pose/formats/text_lines.h"
#include "pose/raw/paths.h"

namespace posegrad::pose::raw {
namespace {

// Names of the cameras' files, in the order of the cameras.
constexpr std::array<std::string_view, kH36mCameras> kCameraIds{"54138969", "55011271", "58860488",
                                                                "60457274"};
// What the original files call differently.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kOtherNames{
    {{"TakingPhoto", "Photo"}, {"WalkingDog", "WalkDog"}}};

std::string action_of(std::string_view stem) {
  std::string action(stem);
  std::ranges::replace(action, '_', ' ');
  for (const auto& [theirs, ours] : kOtherNames)
    if (action.starts_with(theirs)) action.replace(0, theirs.size(), ours);
  return action;
}

/// "S1" of "S1" and, for files in D3_Positions, of "Poses_D3_Positions_S1", as downloads are named.
std::string subject_of(std::string_view folder, const H36mFiles& files) {
  const std::string download = fmt::format("Poses_{}_", files.folder);
  if (formats::same_word(folder.substr(0, download.size()), download))
    folder.remove_prefix(download.size());
  return raw::subject_of(folder);
}

/// The subject of a file in a folder; "" for none.
std::string subject_around(std::string_view folder_path, const H36mFiles& files) {
  const std::string_view folder = take_folder(folder_path);
  std::string subject = subject_of(folder, files);
  if (files.folder.empty() || !formats::same_word(folder, files.folder)) return subject;
  for (int between = 0; between < 2 && subject.empty(); ++between)
    subject = subject_of(take_folder(folder_path), files);
  return subject;
}

}  // namespace

bool is_h36m_subject(std::string_view name) {
  return std::ranges::find(kH36mSubjects, name) != kH36mSubjects.end();
}

bool is_broken_h36m(std::string_view subject, std::string_view action) {
  return subject == "S11" && action == "Directions";
}

std::vector<std::string> h36m_recordings(std::string_view subject) {
  std::vector<std::string> names;
  for (const std::string_view action : kH36mActions)
    for (const std::string_view take : {"", " 1"})
      if (!is_broken_h36m(subject, fmt::format("{}{}", action, take)))
        names.push_back(fmt::format("{}{}", action, take));
  return names;
}

Index h36m_recording_count() {
  Index count = 0;
  for (const std::string_view subject : kH36mSubjects)
    count += std::ssize(h36m_recordings(subject));
  return count;
}

std::string_view h36m_camera_id(std::size_t camera) { return kCameraIds.at(camera); }

std::span<const H36mFiles> h36m_files() {
  // In the order of H36mKind.
  static const std::array<H36mFiles, 6> kFiles{
      {{"3D_positions",
        ".h5",
        false,
        {"positions", "h36m"},
        "h36m/S1/MyPoses/3D_positions/Directions 1.h5",
        "h36m --from-archive"},
       {"D3_Positions",
        ".cdf",
        false,
        {"positions", "h36m"},
        "S1/MyPoseFeatures/D3_Positions/Directions 1.cdf",
        "h36m --from-source"},
       {"D3_Positions",
        ".cdf.mat",
        false,
        {"positions", "h36m"},
        "S1/MyPoseFeatures/D3_Positions/Directions 1.cdf.mat",
        "h36m --from-source-mat"},
       {"StackedHourglass",
        ".h5",
        true,
        {"hourglass", "h36m"},
        "S1/StackedHourglass/Directions_1.54138969.h5",
        "h36m-2d -pt"},
       {"StackedHourglassFineTuned240",
        ".h5",
        true,
        {"hourglass", "h36m"},
        "S1/StackedHourglassFineTuned240/Directions_1.54138969.h5",
        "h36m-2d -ft"},
       {"",
        ".mp4.npz",
        true,
        {"detect", "cpn", "keypoint", "h36m"},
        "S1/Directions 1.54138969.mp4.npz",
        "h36m-2d -i"}}};
  return kFiles;
}

const H36mFiles& h36m_files(H36mKind kind) { return h36m_files()[static_cast<std::size_t>(kind)]; }

std::optional<H36mPlace> h36m_place(std::string_view path, const H36mFiles& files) {
  std::string_view stem = take_last(path);
  if (!ends_with_any_case(stem, files.ending)) return std::nullopt;
  stem.remove_suffix(files.ending.size());
  const auto* const camera = std::ranges::find_if(
      kCameraIds, [&](std::string_view id) { return stem.ends_with(fmt::format(".{}", id)); });
  if ((camera != kCameraIds.end()) != files.has_camera) return std::nullopt;
  H36mPlace place{subject_around(path, files), {}, 0};
  if (place.subject.empty()) return std::nullopt;
  if (files.has_camera) {
    stem.remove_suffix(1 + camera->size());
    place.camera = static_cast<std::size_t>(camera - kCameraIds.begin());
  }
  place.action = action_of(stem);
  return place;
}

}  // namespace posegrad::pose::raw

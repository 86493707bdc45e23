#include "pose/raw/h36m_names.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pose/raw/walk.h"

namespace posegrad::pose::raw {
namespace {

// Names of the cameras' files, in the order of the cameras.
constexpr std::array<std::string_view, kH36mCameras> kCameraIds{"54138969", "55011271", "58860488",
                                                                "60457274"};
// What the original files call differently.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kOtherNames{
    {{"TakingPhoto", "Photo"}, {"WalkingDog", "WalkDog"}}};

/// The part behind the last '/', which is taken off.
std::string_view take_last(std::string_view& path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view last = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
  path.remove_suffix(
      std::min(path.size(), last.size() + (slash == std::string_view::npos ? 0 : 1)));
  return last;
}

bool is_subject(std::string_view name) {
  return name.size() > 1 && name.size() <= 3 && name.front() == 'S' &&
         std::ranges::all_of(name.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

std::string action_of(std::string_view stem) {
  std::string action(stem);
  std::ranges::replace(action, '_', ' ');
  for (const auto& [theirs, ours] : kOtherNames)
    if (action.starts_with(theirs)) action.replace(0, theirs.size(), ours);
  return action;
}

}  // namespace

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

std::optional<H36mPlace> h36m_place(std::string_view path, const H36mFiles& files) {
  std::string_view stem = take_last(path);
  if (!ends_with_any_case(stem, files.ending)) return std::nullopt;
  stem.remove_suffix(files.ending.size());
  std::string_view folder = take_last(path);
  if (!is_subject(folder) && std::ranges::find(files.folders, folder) == files.folders.end())
    return std::nullopt;
  while (!is_subject(folder) && !path.empty()) folder = take_last(path);
  if (!is_subject(folder)) return std::nullopt;

  H36mPlace place{std::string(folder), {}, {}};
  for (std::size_t i = 0; i < kCameraIds.size(); ++i) {
    if (!stem.ends_with(kCameraIds[i])) continue;
    stem.remove_suffix(kCameraIds[i].size());
    if (!stem.ends_with('.')) return std::nullopt;
    stem.remove_suffix(1);
    place.camera = static_cast<Index>(i);
    break;
  }
  place.action = action_of(stem);
  return place;
}

}  // namespace posegrad::pose::raw

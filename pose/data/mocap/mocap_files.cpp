#include "pose/data/mocap/mocap_files.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/data/mocap/rig.h"
#include "pose/formats/acclaim.h"
#include "pose/formats/bvh.h"
#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::mocap {
namespace {

namespace fs = std::filesystem;

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_cmu_name(std::string_view name) {
  const std::size_t bar = name.find('_');
  return bar != std::string_view::npos && is_number(name.substr(0, bar)) &&
         is_number(name.substr(bar + 1));
}

}  // namespace

std::string subject_of_name(std::string_view clip) {
  const std::size_t end = clip.find('_');
  return std::string(end == 0 ? clip : clip.substr(0, end));
}

std::string subject_of_file(const std::string& path, const std::string& input) {
  const std::string name = fs::path(path).stem().string();
  if (is_cmu_name(name)) return subject_of_name(name);
  // Made absolute, so that "." and a file without a folder have a name too.
  const fs::path folder = fs::absolute(path).lexically_normal().parent_path();
  const fs::path top = fs::absolute(input).lexically_normal();
  const bool directly =
      folder == top || folder / "" == top || fs::absolute(path).lexically_normal() == top;
  const bool has_subject = name.find('_') != std::string::npos && name.find('_') != 0;
  if (directly && has_subject) return subject_of_name(name);
  const std::string folder_name = folder.filename().string();
  return folder_name.empty() ? name : folder_name;
}

namespace {

namespace fs = std::filesystem;

constexpr double kAcclaimFps = 120;  // the CMU data base's
constexpr double kSlowest = 1, kFastest = 10000;

bool has_extension(const fs::path& path, std::string_view extension) {
  return formats::same_word(path.extension().string(), extension);
}

bool is_mocap_file(const fs::path& path) {
  return has_extension(path, ".bvh") || has_extension(path, ".amc") || has_extension(path, ".npz");
}

fs::path skeleton_of(const fs::path& amc) {
  std::vector<fs::path> skeletons;
  std::error_code error;
  const fs::path folder = amc.has_parent_path() ? amc.parent_path() : fs::path(".");
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (has_extension(it->path(), ".asf")) skeletons.push_back(it->path());
  // The longest name comes first: 12_a.asf before 12.asf for 12_a_01.amc.
  std::ranges::sort(skeletons, [](const fs::path& a, const fs::path& b) {
    return a.stem().string().size() != b.stem().string().size()
               ? a.stem().string().size() > b.stem().string().size()
               : a < b;
  });
  const auto found = std::ranges::find_if(skeletons, [&](const fs::path& skeleton) {
    return amc.stem().string().starts_with(skeleton.stem().string());
  });
  if (found != skeletons.end()) return *found;
  if (skeletons.size() == 1) return skeletons.front();
  std::vector<std::string> names;
  for (const fs::path& skeleton : skeletons) names.push_back(skeleton.filename().string());
  throw DataError(fmt::format(
      "{}: its skeleton is not beside it: expected an .asf file with which its name begins, or "
      "only "
      "one; found {}",
      amc.string(), names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

formats::RigMotion load(const fs::path& path) {
  if (has_extension(path, ".bvh")) return formats::load_bvh(path.string());
  if (has_extension(path, ".amc"))
    return formats::load_acclaim(skeleton_of(path).string(), path.string());
  throw DataError(fmt::format("{}: expected a .bvh, .amc or .npz file", path.string()));
}

}  // namespace

std::vector<std::string> mocap_files(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error))
    throw IoError(fmt::format("cannot open {}: {}", path,
                              error ? error.message() : "No such file or directory"));
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
       it.increment(error))
    if (it->is_regular_file() && is_mocap_file(it->path())) files.push_back(it->path().string());
  if (error) throw IoError(fmt::format("cannot open {}: {}", path, error.message()));
  if (files.empty()) throw IoError(fmt::format("{}: no .bvh, .amc or .npz file is in it", path));
  std::ranges::sort(files);
  return files;
}

std::vector<Clip> read_mocap_file(const std::string& path, const std::string& input,
                                  const MocapOptions& options) {
  std::vector<Clip> clips;
  if (has_extension(path, ".npz")) {
    clips = is_pose_set(path) ? read_pose_set(path) : read_clips_npz(path);
  } else {
    const formats::RigMotion file = load(path);
    const double fps = file.fps > 0 ? file.fps : kAcclaimFps;
    const Rig& rig = options.rig ? *options.rig : recognised_rig(file.names, path);
    clips.push_back(
        {subject_of_file(path, input), fs::path(path).stem().string(), fps, motion_of(file, rig)});
  }
  if (options.fps > 0)
    for (Clip& clip : clips) clip.fps = options.fps;
  for (const Clip& clip : clips)
    if (!(clip.fps >= kSlowest && clip.fps <= kFastest))
      throw DataError(fmt::format("{}: {:.6g} frames per second; expected {} to {}", path, clip.fps,
                                  kSlowest, kFastest));
  return clips;
}

}  // namespace posegrad::pose::mocap

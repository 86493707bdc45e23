#include "pose/data/mocap/mocap_set.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "pose/data/mocap/checks.h"
#include "pose/data/mocap/clips_npz.h"
#include "pose/data/mocap/reference_body.h"
#include "tensor/error.h"

namespace posegrad::pose::mocap {
namespace {

namespace fs = std::filesystem;

bool is_mocap_file(const fs::path& path) { return path.extension() == ".npz"; }

std::string free_name(const Subject3d& subject, const std::string& wanted) {
  const auto taken = [&](const std::string& name) {
    return std::ranges::find(subject.recordings, name, &Recording3d::action) !=
           subject.recordings.end();
  };
  std::string name = wanted;
  for (int number = 2; taken(name); ++number) name = fmt::format("{}_{}", wanted, number);
  return name;
}

}  // namespace

Subject3d& MocapSetBuilder::subject(const std::string& name) {
  const auto found = std::ranges::find(set_.positions, name, &Subject3d::name);
  return found != set_.positions.end() ? *found : set_.positions.emplace_back(Subject3d{name, {}});
}

void MocapSetBuilder::add(const Clip& clip, const std::string& file) {
  if (const auto fault = fault_of(clip.motion)) {
    skip({fmt::format("{}: {}", file, clip.name), fault->kind, fault->detail});
    return;
  }
  Subject3d& person = subject(clip.subject);
  person.recordings.push_back(
      {free_name(person, clip.name), to_tensor(reference_body(clip.motion))});
  ++set_.clips;
  set_.frames += person.recordings.back().poses.dim(0);
}

std::vector<std::string> mocap_files(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
       it.increment(error))
    if (it->is_regular_file() && is_mocap_file(it->path())) files.push_back(it->path().string());
  if (error) throw IoError(fmt::format("cannot open {}: {}", path, error.message()));
  if (files.empty()) throw IoError(fmt::format("{}: there is no .npz file in it", path));
  std::ranges::sort(files);
  return files;
}

MocapSet read_mocap(const std::vector<std::string>& files,
                    const std::function<void(Index done)>& progress) {
  MocapSetBuilder builder;
  Index done = 0;
  for (const std::string& file : files) {
    for (const Clip& clip : read_clips_npz(file)) builder.add(clip, file);
    progress(++done);
  }
  return builder.take();
}

}  // namespace posegrad::pose::mocap

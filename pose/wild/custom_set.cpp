#include "pose/wild/custom_set.h"

#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

/// (T, K, 3) -> (T, K, 2)
Tensor without_confidence(const Tensor& keypoints) {
  const Index points = keypoints.dim(0) * keypoints.dim(1);
  Tensor positions = Tensor::zeros({keypoints.dim(0), keypoints.dim(1), 2});
  const auto from = keypoints.cpu_view<float>();
  const auto to = positions.cpu_span<float>();
  for (std::size_t i = 0; i < static_cast<std::size_t>(points); ++i) {
    to[2 * i] = from[3 * i];
    to[2 * i + 1] = from[3 * i + 1];
  }
  return positions;
}

}  // namespace

std::string video_name(const std::string& path) {
  std::filesystem::path name(path);
  if (!name.has_filename()) name = name.parent_path();  // "folder/"
  const std::string extension = name.extension().string();
  const bool is_ours = extension == ".npz" || extension == ".json" || extension == ".txt";
  return (is_ours ? name.stem() : name.filename()).string();
}

Keypoints2d custom_set(const std::vector<CustomVideo>& videos) {
  if (videos.empty()) throw DataError("a data set of no videos");
  const CustomVideo& first = videos.front();
  const KeypointLayout& layout = *first.layout;
  Keypoints2d set{{}, {layout.name, layout.num_joints(), layout.left, layout.right, {}}};
  std::map<std::string, std::string> sources;
  for (const CustomVideo& video : videos) {
    if (video.layout != first.layout)
      throw DataError(
          fmt::format("{} has the keypoints of {}, {} those of {}; a data set has one kind",
                      video.source, video.layout->name, first.source, layout.name));
    const auto [place, is_new] = sources.emplace(video.name, video.source);
    if (!is_new)
      throw DataError(fmt::format("{} and {} are both of a video '{}'", place->second, video.source,
                                  video.name));
    set.subjects.push_back({video.name, {{"custom", {without_confidence(video.keypoints)}}}});
    set.metadata.videos.emplace_back(video.name, video.size);
  }
  return set;
}

}  // namespace posegrad::pose

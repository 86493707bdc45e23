#include <algorithm>

#include <fmt/format.h>

#include "pose/data/dataset.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kAzimuth = 70;  // degrees: where a drawing looks from

// Only its size is the video's own; the place is one of Human3.6M's, so that drawings stand
// upright.
Camera camera_of_video(const VideoSize& size, const std::string& video) {
  Camera camera;
  camera.id = video;
  camera.width = size.width;
  camera.height = size.height;
  camera.azimuth = kAzimuth;
  camera.place = h36m_cameras("S1").front().place;
  return camera;
}

}  // namespace

Dataset make_custom(const Keypoints2d& keypoints, const DatasetSources& sources) {
  const KeypointMetadata& metadata = keypoints.metadata;
  Dataset dataset{.name = "custom",
                  .keypoint_layout = metadata.layout_name.value_or(""),
                  .skeleton = h36m_17(),
                  .mirroring = {{metadata.left, metadata.right},
                                {h36m_17().joints_left, h36m_17().joints_right}},
                  .fps = 0,
                  .subjects = {}};
  for (const Subject2d& video : keypoints.subjects) {
    const auto size =
        std::ranges::find(metadata.videos, video.name, &std::pair<std::string, VideoSize>::first);
    if (size == metadata.videos.end())
      throw DataError(fmt::format(
          "{}: metadata has no video_metadata for '{}': its width and height are needed",
          sources.keypoints_2d, video.name));
    Subject subject{video.name, {camera_of_video(size->second, video.name)}, {}, {}};
    for (const Recording2d& recording : video.recordings) {
      if (recording.cameras.size() != 1)
        throw DataError(fmt::format("{}: video '{}', action '{}': 1 camera expected, {} found",
                                    sources.keypoints_2d, video.name, recording.action,
                                    recording.cameras.size()));
      if (!recording.cameras.front().defined())
        throw DataError(fmt::format("{}: video '{}', action '{}': there are no keypoints",
                                    sources.keypoints_2d, video.name, recording.action));
      const Camera& camera = subject.cameras.front();
      subject.recordings.push_back(
          {recording.action,
           {},
           {{video.name,
             recording.action,
             0,
             normalize_screen(recording.cameras.front(), camera.width, camera.height),
             {},
             {}}}});
    }
    dataset.subjects.push_back(std::move(subject));
  }
  return dataset;
}

}  // namespace posegrad::pose

#include "pose/raw/h36m_keypoints.h"

#include "pose/data/recordings.h"
#include "pose/detections/container/budget.h"
#include "pose/detections/container/hdf5_tree.h"
#include "pose/formats/field.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/raw/detector_files.h"
#include "pose/raw/h36m_collection.h"

namespace posegrad::pose::raw {
namespace {

using formats::Blob;
using formats::Field;

H36mKeypoints collect(const std::string& input, H36mKind kind, KeypointMetadata metadata,
                      const std::function<Tensor(const Blob&, const std::string&)>& read,
                      const std::function<void(Index videos)>& progress) {
  H36mCollection found = collect_h36m(input, kind, read, progress);
  return {{std::move(found.subjects), std::move(metadata)}, std::move(found.inventory)};
}

}  // namespace

Keypoints2d project_h36m(const Positions3d& positions,
                         const std::function<void(Index recordings)>& progress) {
  const std::vector<Index> kept = kept_joints(h36m_32().num_joints(), h36m_removed_joints());
  Keypoints2d keypoints;
  // As the reference writes it: without the name of the layout.
  keypoints.metadata = metadata_of(keypoint_layout("h36m"), false);
  Index done = 0;
  for (const Subject3d& subject : positions) {
    const std::vector<Camera> cameras = h36m_cameras(subject.name);
    Subject2d views{subject.name, {}};
    for (const Recording3d& recording : subject.recordings) {
      const Tensor poses = keep_joints(recording.poses, kept);
      Recording2d seen{recording.action, {}};
      for (const Camera& camera : cameras) {
        const Tensor screen =
            project(world_to_camera(poses, camera.known_place()), camera.normalized_intrinsics());
        seen.cameras.push_back(screen_to_pixels(screen, camera.width, camera.height));
      }
      views.recordings.push_back(std::move(seen));
      if (progress) progress(++done);
    }
    keypoints.subjects.push_back(std::move(views));
  }
  return keypoints;
}

H36mKeypoints read_h36m_detections(const std::string& input, const std::string& name,
                                   const std::function<void(Index videos)>& progress) {
  const DetectorSet set(name);
  return collect(
      input, H36mKind::detections, metadata_of(set.layout),
      [&](const Blob& bytes, const std::string& file) { return set.read(bytes, file); }, progress);
}

H36mKeypoints read_h36m_hourglass(const std::string& input, H36mKind kind,
                                  const std::function<void(Index videos)>& progress) {
  const KeypointLayout& layout = keypoint_layout("mpii");
  // As the reference writes it, for both: without the name of the layout.
  return collect(
      input, kind, metadata_of(layout, false),
      [&](const Blob& bytes, const std::string& file) {
        detections::Budget budget({});
        const formats::Value tree = detections::read_hdf5_bytes(bytes, file, budget);
        return pixels_of(Field(tree, file).at("poses"), layout.num_joints());
      },
      progress);
}

Index h36m_video_count() { return h36m_recording_count() * kH36mCameras; }

}  // namespace posegrad::pose::raw

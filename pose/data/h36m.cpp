#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/data/dataset.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kFps = 50;

// (T, 32, 3) -> (T, 17, 3)
Tensor keep_joints(const Tensor& poses, const std::vector<Index>& kept) {
  const Index T = poses.dim(0), J = poses.dim(1);
  Tensor out = Tensor::empty({T, static_cast<Index>(kept.size()), 3});
  const float* from = poses.cpu_view<float>().data();
  float* to = out.data<float>();
  for (Index t = 0; t < T; ++t)
    for (const Index joint : kept) to = std::copy_n(from + (t * J + joint) * 3, 3, to);
  return out;
}

// Camera space; every joint but the root relative to the root, which keeps the path.
Tensor training_positions(const Tensor& world, const Camera& camera) {
  Tensor positions = world_to_camera(world, camera.known_place());
  const Index T = positions.dim(0), J = positions.dim(1);
  float* frame = positions.data<float>();
  for (Index t = 0; t < T; ++t, frame += J * 3)
    for (Index j = 1; j < J; ++j)
      for (Index axis = 0; axis < 3; ++axis) frame[j * 3 + axis] -= frame[axis];
  return positions;
}

Tensor intrinsics_of(const Camera& camera) {
  const NormalizedIntrinsics numbers = camera.normalized_intrinsics();
  return Tensor::from<float>({static_cast<Index>(numbers.size())}, numbers);
}

const Recording2d& keypoints_of(const Keypoints2d& keypoints, const std::string& subject, const std::string& action,
                                const DatasetSources& sources) {
  const auto s = std::ranges::find(keypoints.subjects, subject, &Subject2d::name);
  if (s == keypoints.subjects.end())
    throw DataError(fmt::format("{}: subject {} of {} is missing", sources.keypoints_2d, subject, sources.positions_3d));
  const auto r = std::ranges::find(s->recordings, action, &Recording2d::action);
  if (r == s->recordings.end())
    throw DataError(fmt::format("{}: subject {}, action '{}' of {} is missing", sources.keypoints_2d, subject, action,
                                sources.positions_3d));
  return *r;
}

Recording make_recording(const Recording2d& keypoints, const Tensor& world, const std::string& subject,
                         const std::vector<Camera>& cameras, const DatasetSources& sources) {
  if (keypoints.cameras.size() != cameras.size())
    throw DataError(fmt::format("{}: subject {}, action '{}': {} cameras expected, {} found", sources.keypoints_2d,
                                subject, keypoints.action, cameras.size(), keypoints.cameras.size()));
  Recording recording{keypoints.action, world, {}};
  for (std::size_t c = 0; c < cameras.size(); ++c) {
    const Tensor& pixels = keypoints.cameras[c];
    if (world.defined() && pixels.dim(0) < world.dim(0))
      throw DataError(fmt::format("{}: subject {}, action '{}', camera {}: {} frames of 2D keypoints, but {} has {} frames "
                                  "of 3D poses",
                                  sources.keypoints_2d, subject, keypoints.action, c, pixels.dim(0),
                                  sources.positions_3d, world.dim(0)));
    const Tensor used = world.defined() ? pixels.rows(0, world.dim(0)) : pixels;
    recording.views.push_back({subject, keypoints.action, static_cast<Index>(c),
                               normalize_screen(used, cameras[c].width, cameras[c].height),
                               world.defined() ? training_positions(world, cameras[c]) : Tensor{},
                               intrinsics_of(cameras[c])});
  }
  return recording;
}

}  // namespace

Dataset make_h36m(const Positions3d& positions, const Keypoints2d& keypoints, const DatasetSources& sources) {
  const std::vector<Index> kept = kept_joints(h36m_32().num_joints(), h36m_removed_joints());
  Dataset dataset{.name = "h36m",
                  .keypoint_layout = keypoints.metadata.layout_name.value_or(""),
                  .skeleton = h36m_17(),
                  .mirroring = {{keypoints.metadata.left, keypoints.metadata.right},
                                {h36m_17().joints_left, h36m_17().joints_right}},
                  .fps = kFps,
                  .subjects = {}};
  for (const Subject2d& subject_2d : keypoints.subjects) {
    Subject subject{subject_2d.name, h36m_cameras(subject_2d.name), {}, {}};
    const auto subject_3d = std::ranges::find(positions, subject_2d.name, &Subject3d::name);
    if (subject_3d != positions.end())
      for (const Recording3d& r : subject_3d->recordings) {
        keypoints_of(keypoints, subject.name, r.action, sources);  // each 3D recording needs its 2D one
        subject.evaluation_order.push_back(r.action);
      }
    for (const Recording2d& recording_2d : subject_2d.recordings) {
      Tensor world;
      if (subject_3d != positions.end()) {
        const auto r = std::ranges::find(subject_3d->recordings, recording_2d.action, &Recording3d::action);
        if (r != subject_3d->recordings.end()) {
          if (r->poses.dim(1) != h36m_32().num_joints())
            throw DataError(fmt::format("{}: subject {}, action '{}': {} joints expected, {} found; was the file already "
                                        "reduced?",
                                        sources.positions_3d, subject.name, r->action, h36m_32().num_joints(),
                                        r->poses.dim(1)));
          world = keep_joints(r->poses, kept);
        }
      }
      subject.recordings.push_back(make_recording(recording_2d, world, subject.name, subject.cameras, sources));
    }
    dataset.subjects.push_back(std::move(subject));
  }
  for (const Subject3d& subject_3d : positions)
    if (std::ranges::find(keypoints.subjects, subject_3d.name, &Subject2d::name) == keypoints.subjects.end())
      throw DataError(fmt::format("{}: subject {} of {} is missing", sources.keypoints_2d, subject_3d.name,
                                  sources.positions_3d));
  return dataset;
}

}  // namespace posegrad::pose

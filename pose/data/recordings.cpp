#include "pose/data/recordings.h"

#include <algorithm>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

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
  if (!camera.lens) return {};
  const NormalizedIntrinsics numbers = camera.normalized_intrinsics();
  return Tensor::from<float>({static_cast<Index>(numbers.size())}, numbers);
}

/// Puts one data set together.
class Builder {
 public:
  Builder(const Studio& studio, const Positions3d& positions, const Keypoints2d& keypoints,
          const DatasetSources& sources)
      : studio_(studio), positions_(positions), keypoints_(keypoints), sources_(sources) {}

  Dataset build() const {
    check_that_each_pose_has_keypoints();
    const Skeleton& skeleton = studio_.skeleton;
    Dataset dataset{.name = studio_.name,
                    .keypoint_layout = keypoints_.metadata.layout_name.value_or(""),
                    .skeleton = skeleton,
                    .mirroring = {{keypoints_.metadata.left, keypoints_.metadata.right},
                                  {skeleton.joints_left, skeleton.joints_right}},
                    .fps = studio_.fps,
                    .subjects = {}};
    for (const Subject2d& subject : keypoints_.subjects)
      dataset.subjects.push_back(make_subject(subject));
    return dataset;
  }

 private:
  void check_that_each_pose_has_keypoints() const {
    for (const Subject3d& subject : positions_) {
      const auto s = std::ranges::find(keypoints_.subjects, subject.name, &Subject2d::name);
      if (s == keypoints_.subjects.end())
        throw DataError(fmt::format("{}: subject {} of {} is missing", sources_.keypoints_2d,
                                    subject.name, sources_.positions_3d));
      for (const Recording3d& r : subject.recordings)
        if (std::ranges::find(s->recordings, r.action, &Recording2d::action) == s->recordings.end())
          throw DataError(fmt::format("{}: subject {}, action '{}' of {} is missing",
                                      sources_.keypoints_2d, subject.name, r.action,
                                      sources_.positions_3d));
    }
  }

  std::vector<Camera> cameras_of(const std::string& subject) const {
    try {
      return studio_.cameras(subject);
    } catch (const ValueError& error) {
      throw DataError(fmt::format("{}: {}", sources_.keypoints_2d, error.what()));
    }
  }

  Subject make_subject(const Subject2d& subject_2d) const {
    Subject subject{subject_2d.name, cameras_of(subject_2d.name), {}, {}};
    const auto subject_3d = std::ranges::find(positions_, subject.name, &Subject3d::name);
    const std::vector<Recording3d> none;
    const std::vector<Recording3d>& poses =
        subject_3d == positions_.end() ? none : subject_3d->recordings;
    for (const Recording3d& r : poses) subject.evaluation_order.push_back(r.action);
    for (const Recording2d& recording : subject_2d.recordings) {
      const auto r = std::ranges::find(poses, recording.action, &Recording3d::action);
      subject.recordings.push_back(make_recording(
          subject, recording, r == poses.end() ? Tensor{} : used_joints(subject, *r)));
    }
    return subject;
  }

  Tensor used_joints(const Subject& subject, const Recording3d& recording) const {
    const Index found = recording.poses.dim(1);
    if (found != studio_.joints_in_file)
      throw DataError(fmt::format("{}: subject {}, action '{}': {} joints expected, {} found{}",
                                  sources_.positions_3d, subject.name, recording.action,
                                  studio_.joints_in_file, found, studio_.joints_hint(found)));
    if (std::ranges::any_of(subject.cameras, [](const Camera& c) { return !c.place; }))
      throw DataError(fmt::format(
          "{}: subject {}: the places of its cameras are not known, so that its 3D poses cannot be "
          "used",
          sources_.positions_3d, subject.name));
    return keep_joints(recording.poses, studio_.kept);
  }

  Recording make_recording(const Subject& subject, const Recording2d& keypoints,
                           const Tensor& world) const {
    const std::string where = fmt::format("{}: subject {}, action '{}'", sources_.keypoints_2d,
                                          subject.name, keypoints.action);
    if (keypoints.cameras.size() != subject.cameras.size())
      throw DataError(fmt::format("{}: {} cameras expected, {} found", where,
                                  subject.cameras.size(), keypoints.cameras.size()));
    Recording recording{keypoints.action, world, {}};
    for (std::size_t c = 0; c < subject.cameras.size(); ++c) {
      const Camera& camera = subject.cameras[c];
      Tensor pixels = keypoints.cameras[c];
      if (!pixels.defined())
        throw DataError(fmt::format("{}, camera {}: there are no keypoints", where, c));
      if (world.defined()) {
        if (pixels.dim(0) < world.dim(0))
          throw DataError(fmt::format(
              "{}, camera {}: {} frames of 2D keypoints, but {} has {} frames of 3D poses", where,
              c, pixels.dim(0), sources_.positions_3d, world.dim(0)));
        pixels = pixels.rows(0, world.dim(0));
      }
      recording.views.push_back({subject.name, keypoints.action, static_cast<Index>(c),
                                 normalize_screen(pixels, camera.width, camera.height),
                                 world.defined() ? training_positions(world, camera) : Tensor{},
                                 intrinsics_of(camera)});
    }
    return recording;
  }

  const Studio& studio_;
  const Positions3d& positions_;
  const Keypoints2d& keypoints_;
  const DatasetSources& sources_;
};

}  // namespace

Tensor keep_joints(const Tensor& poses, const std::vector<Index>& kept) {
  const Index T = poses.dim(0), J = poses.dim(1);
  Tensor out = Tensor::empty({T, static_cast<Index>(kept.size()), 3});
  const float* from = poses.cpu_view<float>().data();
  float* to = out.data<float>();
  for (Index t = 0; t < T; ++t)
    for (const Index joint : kept) to = std::copy_n(from + (t * J + joint) * 3, 3, to);
  return out;
}

Dataset make_studio_dataset(const Studio& studio, const Positions3d& positions,
                            const Keypoints2d& keypoints, const DatasetSources& sources) {
  return Builder(studio, positions, keypoints, sources).build();
}

}  // namespace posegrad::pose

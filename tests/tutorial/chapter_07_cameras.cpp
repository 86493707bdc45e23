// Chapter 7: docs/tutorial/07_cameras.md
#include <numbers>

#include <fmt/format.h>

#include "pose/data/dataset.h"
#include "pose/data/synth/synth.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;
using pose::Vec3;

namespace {

void skeleton() {
  const pose::Skeleton& body = pose::h36m_17();
  for (const Index joint : {0, 1, 2, 3, 16}) {
    const Index parent = body.parents[static_cast<std::size_t>(joint)];
    fmt::print("{:2} {:14} hangs on {}\n", joint, body.names[static_cast<std::size_t>(joint)],
               parent < 0 ? "nothing" : body.names[static_cast<std::size_t>(parent)]);
  }
}

void pinhole() {
  const pose::Camera::Place place{.orientation = pose::turn_x(-std::numbers::pi / 2),
                                  .translation = {0, -5, 1}};
  const Tensor world = Tensor::from<double>({3, 3}, {0, 0, 1, 1, 0, 1, 0, 0, 2});
  const Tensor camera = pose::world_to_camera(world, place);
  show("camera space", camera);
  // fx, fy, cx, cy, k1, k2, k3, p1, p2
  const pose::NormalizedIntrinsics lens{2, 2, 0, 0, 0, 0, 0, 0, 0};
  const Tensor screen = pose::project(camera, lens);
  show("screen", screen);
  show("pixels", pose::screen_to_pixels(screen, 1000, 800), 0);
}

pose::SynthSet walk() {
  return pose::synthesize(
      {.frames_per_take = 100, .takes = 1, .subjects = {"S1"}, .actions = {"Walking"}});
}

void bones(const Tensor& poses) {
  const auto joint = [&](Index frame, Index j) {
    const Index e = (frame * poses.dim(1) + j) * 3;
    return Vec3{poses.at(e), poses.at(e + 1), poses.at(e + 2)};
  };
  for (const Index frame : {0, 50, 99})
    fmt::print("frame {:2}: thigh {:.0f} mm, foot {:.0f} mm above the floor\n", frame,
               1000 * length(joint(frame, 2) - joint(frame, 1)), 1000 * joint(frame, 3).z);
}

void one_frame_seen(const pose::SynthSet& set) {
  const Tensor& world = set.positions[0].recordings[0].poses;
  const pose::Camera camera = pose::h36m_cameras("S1")[0];
  const Tensor in_camera = pose::world_to_camera(world, camera.known_place());
  const Tensor pixels = pose::screen_to_pixels(
      pose::project(in_camera, camera.normalized_intrinsics()), camera.width, camera.height);
  const Tensor& keypoints = set.ground_truth.subjects[0].recordings[0].cameras[0];
  fmt::print("poses {}, keypoints {}\n", world.shape().to_string(), keypoints.shape().to_string());
  fmt::print("hip at ({:.0f}, {:.0f}), the data set says ({:.0f}, {:.0f})\n", pixels.at(0),
             pixels.at(1), keypoints.at(0), keypoints.at(1));
}

void ready_for_training(const pose::SynthSet& set) {
  const pose::Dataset dataset = pose::make_h36m(set.positions, set.ground_truth, {});
  const pose::Recording& recording = dataset.subject("S1").recordings[0];
  const pose::Sequence& view = recording.views[0];
  fmt::print("{}: {} views of {} frames\n", recording.action, recording.views.size(),
             view.frames());
  show("keypoints, hip and right hip", view.keypoints.rows(0, 1).reshape({17, 2}).rows(0, 2));
  show("positions, hip and right hip", view.positions.rows(0, 1).reshape({17, 3}).rows(0, 2));
}

}  // namespace

int main() {
  skeleton();
  pinhole();
  const pose::SynthSet set = walk();
  bones(set.positions[0].recordings[0].poses);
  one_frame_seen(set);
  ready_for_training(set);
}

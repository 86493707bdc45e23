#include "pose/wild/wild_scene.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/wild/upright.h"
#include "tests/wild/filmed.h"

namespace posegrad::test {
namespace {

using namespace pose;

PretrainedModel model_named(const std::string& name) {
  return {.checkpoint = name,
          .poses = TemporalModel({.widths = {3}, .channels = 4}, 1),
          .path = {},
          .layout = &keypoint_layout("coco"),
          .skeleton = &h36m_17(),
          .fps = 50,
          .notes = {}};
}

PersonTrack seen_person(Index frames) {
  PersonTrack person;
  person.first_frame = 5;
  person.keypoints = Tensor::zeros({frames, 17, 3});
  return person;
}

Scene scene_of(const Reconstruction& found, const KnownTilt& known = {}) {
  return wild_scene("clip", seen_person(found.poses.dim(0)), model_named("a/first.bin"), found,
                    {640, 480}, 50, known);
}

bool same_bits(const Tensor& a, const Tensor& b) {
  if (a.shape() != b.shape()) return false;
  for (Index i = 0; i < a.numel(); ++i)
    if (a.at(i) != b.at(i)) return false;
  return true;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  double most = 0;
  for (Index i = 0; i < a.numel(); ++i) most = std::max(most, std::abs(a.at(i) - b.at(i)));
  return most;
}

// Every joint from the root.
Tensor without_path(const Tensor& poses) {
  Tensor result = poses.clone();
  for (Index i = 0; i < poses.numel(); ++i)
    result.data<float>()[i] -= poses.data<float>()[i / 51 * 51 + i % 3];
  return result;
}

const Film& walk() {
  static const Film film = test::film(
      acted("Walking", 4), {.pitch = 20, .roll = 4, .up_jitter = 3, .depth_wander = 0.05});
  return film;
}

BOOST_AUTO_TEST_SUITE(wild_scenes)

BOOST_AUTO_TEST_CASE(a_model_that_does_not_say_what_is_up_is_drawn_as_ever) {
  for (const bool has_path : {false, true}) {
    const Scene scene = scene_of({walk().poses, has_path, {}});
    const SceneMotion& motion = scene.motions.front();
    BOOST_TEST(same_bits(motion.positions,
                         set_on_floor(rotate_to_world(walk().poses, usual_orientation()))));
    BOOST_TEST(!motion.foot_contacts.defined());
    BOOST_TEST(!scene.camera.has_value());
    BOOST_TEST(scene.azimuth == Scene{}.azimuth);
    BOOST_TEST(scene.frame_numbers.front() == 5);
    BOOST_TEST(camera_remark(scene).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_model_that_says_what_is_up_stands_on_the_ground) {
  const Scene scene = scene_of({walk().poses, true, walk().up});
  const GroundMotion ground = stand_on_ground(walk().poses, walk().up, 50);
  BOOST_TEST(same_bits(scene.motions.front().positions, ground.poses));
  BOOST_TEST(same_bits(scene.motions.front().foot_contacts, ground.contacts));
  BOOST_REQUIRE(scene.camera.has_value());
  BOOST_CHECK(scene.camera->up == ground.up);
  BOOST_CHECK(scene.camera->orientation == ground.orientation);
  BOOST_CHECK((scene.camera->position.value() == Vec3{0, 0, ground.camera_height}));
  // Drawings look from where the camera is.
  BOOST_TEST(scene.azimuth == -90);
  check_scene(scene, "test");
}

BOOST_AUTO_TEST_CASE(without_a_path_the_pose_is_turned_upright) {
  const Tensor poses = without_path(walk().poses);
  const Scene scene = scene_of({poses, false, walk().up});
  BOOST_REQUIRE(scene.camera.has_value());
  BOOST_TEST(angle_between(scene.camera->up, walk().true_up) < 1);
  BOOST_TEST(!scene.camera->position.has_value());
  BOOST_TEST(!scene.motions.front().foot_contacts.defined());
  BOOST_TEST(same_bits(scene.motions.front().positions,
                       set_on_floor(rotate_to_world(poses, scene.camera->orientation))));
}

BOOST_AUTO_TEST_CASE(what_is_known_of_the_camera_counts_for_every_model) {
  const KnownTilt known{.pitch = 30, .roll = -5};
  for (const bool has_path : {false, true})
    for (const bool says_up : {false, true}) {
      const Scene scene = scene_of({walk().poses, has_path, says_up ? walk().up : Tensor{}}, known);
      BOOST_REQUIRE(scene.camera.has_value());
      BOOST_TEST(angle_between(scene.camera->up, up_of({30, -5})) < 1e-4);
    }
  const Scene pitch = scene_of({without_path(walk().poses), false, {}}, {.pitch = 30});
  BOOST_TEST(angle_between(pitch.camera->up, up_of({30, 0})) < 1e-4);
}

BOOST_AUTO_TEST_CASE(another_model_is_seen_by_the_same_camera) {
  const PretrainedModel other = model_named("b/other.bin");
  Scene scene = scene_of({walk().poses, true, walk().up});
  // The same poses: with an up of its own that is far off, and as poses without a path.
  add_reconstruction(scene, other, {walk().poses, true, Tensor::full(walk().up.shape(), 0.5)});
  add_reconstruction(scene, other, {without_path(walk().poses), false, {}});
  BOOST_TEST(scene.motions[1].title == "other.bin");
  for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
    const SceneMotion& motion = scene.motions[i];
    // Contacts are found by the final up from the start.
    const double near = i == 1 ? 0.02 : 1e-5;
    BOOST_TEST(largest_difference(motion.positions, scene.motions[0].positions) < near);
    for (Index t = 0; t < motion.error_mm.numel(); ++t)
      BOOST_TEST(motion.error_mm.at(t) < 2000 * near);
  }
  BOOST_TEST(scene.motions[1].foot_contacts.defined());
  check_scene(scene, "test");
}

BOOST_AUTO_TEST_CASE(beside_a_model_that_does_not_say_up_another_stands_as_ever) {
  Scene scene = scene_of({walk().poses, true, {}});
  add_reconstruction(scene, model_named("b.bin"), {walk().poses, true, walk().up});
  BOOST_TEST(same_bits(scene.motions[1].positions, scene.motions[0].positions));
}

BOOST_AUTO_TEST_CASE(a_remark_says_how_the_camera_is_held) {
  Scene scene;
  scene.camera = {up_of({12.34, -0.8}), {}, Vec3{0, 0, 1.517}};
  BOOST_TEST(camera_remark(scene) ==
             "camera: looks 12.3 degrees down, turned 0.8 degrees counterclockwise, 1.52 m above "
             "the floor");
  scene.camera = {up_of({-3, 10}), {}, {}};
  BOOST_TEST(camera_remark(scene) == "camera: looks 3.0 degrees up, turned 10.0 degrees clockwise");
}

BOOST_AUTO_TEST_CASE(first_frames_cut_all_parts) {
  const Reconstruction cut = first_frames({walk().poses, true, walk().up}, 7);
  BOOST_TEST((cut.poses.shape() == Shape{7, 17, 3}));
  BOOST_TEST((cut.up.shape() == Shape{7, 3}));
  BOOST_TEST(cut.has_path);
  BOOST_TEST(!first_frames({walk().poses, false, {}}, 7).up.defined());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test

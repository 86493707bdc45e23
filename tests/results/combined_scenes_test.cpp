#include "pose/scene/combined_scenes.h"

#include <cmath>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include "pose/render/player/player.h"
#include "tensor/error.h"
#include "tests/results/scenes.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;

/// The made-up scene of another person, whose frames begin at `first`.
Scene person(const std::string& title, Index frames, Index first) {
  Scene scene = made_up_scene(frames);
  scene.title = title;
  scene.motions.resize(1);
  std::iota(scene.frame_numbers.begin(), scene.frame_numbers.end(), first);
  return scene;
}

float number(const Tensor& tensor, Index row, Index at) {
  return tensor
      .cpu_view<float>()[static_cast<std::size_t>(row * tensor.dim(1) * tensor.dim(2) + at)];
}

BOOST_AUTO_TEST_SUITE(combined_scenes)

BOOST_AUTO_TEST_CASE(people_stand_in_the_frames_that_saw_them) {
  const std::vector<Scene> people{person("first", 10, 5), person("second", 6, 12)};
  const Scene all = people_together(people);
  BOOST_TEST(all.frame_numbers.size() == 13U);
  BOOST_TEST(all.frame_numbers.front() == 5);
  BOOST_TEST(all.frame_numbers.back() == 17);
  BOOST_TEST(all.motions.size() == 2U);
  BOOST_TEST(all.motions[1].title == "second");
  BOOST_TEST(std::isnan(number(all.motions[1].positions, 6, 0)));
  BOOST_TEST(std::isnan(number(all.motions[0].positions, 10, 0)));
  for (Index i = 0; i < 17 * 3; ++i) {
    BOOST_TEST(number(all.motions[0].positions, 9, i) ==
               number(people[0].motions[0].positions, 9, i));
    BOOST_TEST(number(all.motions[1].positions, 7, i) ==
               number(people[1].motions[0].positions, 0, i));
  }
  // Keypoints of both in one picture.
  BOOST_TEST(all.keypoints->layout.num_joints() == 34);
  BOOST_TEST(all.keypoints->size.width == 640);
  BOOST_TEST(number(all.keypoints->positions, 7, 34 + 11 * 2) ==
             number(people[1].keypoints->positions, 0, 11 * 2));
  BOOST_TEST(all.keypoints->layout.bones.back().first >= 17);
  BOOST_TEST(!player_page(all, "all.html").empty());
}

BOOST_AUTO_TEST_CASE(views_lie_on_the_first_one) {
  std::vector<Scene> views{person("left camera", 10, 0), person("right camera", 10, 0)};
  SceneMotion& other = views[1].motions.front();
  const Quaternion turn = turn_z(2);
  other.positions = other.positions.clone();
  float* const p = other.positions.data<float>();
  for (Index i = 0; i < other.positions.numel(); i += 3) {
    const Vec3 at = rotate(turn, {p[i], p[i + 1], p[i + 2]}) + Vec3{3, -1, 0.2};
    p[i] = static_cast<float>(at.x);
    p[i + 1] = static_cast<float>(at.y);
    p[i + 2] = static_cast<float>(at.z);
  }
  const Scene all = views_together(views);
  for (Index t = 0; t < 10; ++t)
    BOOST_TEST(all.motions[1].error_mm.cpu_view<float>()[static_cast<std::size_t>(t)] < 0.01F);
  BOOST_TEST(all.keypoints->size.width == 1280);
  BOOST_TEST(number(all.keypoints->positions, 3, 34 + 11 * 2) ==
             number(views[1].keypoints->positions, 3, 11 * 2) + 640);
}

BOOST_AUTO_TEST_CASE(other_rates_are_refused) {
  std::vector<Scene> people{person("first", 3, 0), person("second", 3, 0)};
  people[1].fps = 30;
  check_throws<ValueError>([&] { people_together(people); },
                           "people_together: 'first' has 25 frames a second, 'second' 30");
  check_throws<ValueError>([&] { views_together({}); }, "views_together: found no scene");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "pose/detections/layouts/layout.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

using Places = std::vector<Index>;

Places from(const JointMap& map, const std::string& joint) {
  const auto at = std::ranges::find(map.target->joints, joint) - map.target->joints.begin();
  Places places = map.from.at(static_cast<std::size_t>(at));
  std::ranges::sort(places);
  return places;
}

JointMap map_of(const char* layout, const char* target) {
  return map_to(*find_layout(layout), keypoint_layout(target));
}

void check(const Places& places, const Places& wanted) {
  BOOST_TEST(places == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(joint_maps)

BOOST_AUTO_TEST_CASE(a_target_is_made_of_its_own_joints_one_by_one) {
  for (const char* name : {"coco", "mpii", "h36m", "humaneva15", "humaneva20"})
    BOOST_TEST_CONTEXT(name) {
      const JointMap map = map_of(name, name);
      BOOST_TEST(map.absent.empty());
      for (std::size_t joint = 0; joint < map.from.size(); ++joint)
        check(map.from[joint], {static_cast<Index>(joint)});
      BOOST_TEST(map_note(*find_layout(name), map) == "");
    }
}

BOOST_AUTO_TEST_CASE(layouts_with_cocos_joints_are_reordered) {
  const JointMap map = map_of("body_25", "coco");
  BOOST_TEST(map.absent.empty());
  check(from(map, "nose"), {0});
  check(from(map, "left eye"), {16});
  check(from(map, "left shoulder"), {5});
  check(from(map, "right ankle"), {11});
  for (const char* name : {"coco_18", "body_25b", "body_135", "halpe_26", "halpe_136", "coco_foot",
                           "coco_wholebody", "mediapipe", "azure_kinect", "panoptic_19", "goliath",
                           "openpose_134", "zed_34", "zed_38", "human_art_21"})
    BOOST_TEST(map_note(*find_layout(name), map_of(name, "coco")) == "");
}

BOOST_AUTO_TEST_CASE(every_layout_reaches_cocos_limbs_and_guesses_no_face) {
  for (const Layout& layout : layouts()) BOOST_TEST_CONTEXT(layout.name) {
      const JointMap map = map_to(layout, keypoint_layout("coco"));
      BOOST_TEST(map.from.size() == 17U);
      for (std::size_t joint = 0; joint < 17; ++joint) {
        BOOST_TEST(map.from[joint].size() <= 1U);
        if (joint >= 5) BOOST_TEST(map.from[joint].size() == 1U);
        if (!map.from[joint].empty())
          BOOST_TEST(layout.joints[static_cast<std::size_t>(map.from[joint][0])] ==
                     keypoint_layout("coco").joints[joint]);
      }
    }
  // The jaw of Human3.6M is no nose.
  check(map_of("h36m", "coco").absent, {0, 1, 2, 3, 4});
  check(map_of("posetrack_18", "coco").absent, {1, 2});
  BOOST_TEST(map_note(*find_layout("h36m"), map_of("h36m", "coco")) ==
             "not in Human3.6M-17: nose, left eye, right eye, left ear, right ear");
}

BOOST_AUTO_TEST_CASE(joints_between_others_are_means) {
  const JointMap h36m = map_of("coco", "h36m");
  BOOST_TEST(h36m.absent.empty());
  check(from(h36m, "hip"), {11, 12});
  check(from(h36m, "thorax"), {5, 6});
  check(from(h36m, "spine"), {5, 6, 11, 12});
  check(from(h36m, "neck"), {0, 0, 3, 4});  // halfway between nose and ears
  check(from(h36m, "head"), {1, 2, 3, 4});
  check(from(h36m, "left foot"), {15});
  BOOST_TEST(map_note(*find_layout("coco"), h36m) ==
             "means of other joints: hip, spine, thorax, neck, head");

  const JointMap mpii = map_of("coco", "mpii");
  // Half of it the shoulders, half the head.
  check(from(mpii, "neck"), {1, 2, 3, 4, 5, 5, 6, 6});
  check(mpii.absent, {9});  // a mean of the face is no top of the head
  check(from(map_of("h36m", "mpii"), "head top"), {10});

  // One own joint and a mean: the joint weighs as much as both of the others.
  const JointMap openpose = map_of("coco_18", "h36m");
  check(from(openpose, "thorax"), {1});
  check(from(openpose, "spine"), {1, 1, 8, 11});
  check(from(map_of("body_25", "h36m"), "spine"), {1, 8});
}

BOOST_AUTO_TEST_CASE(half_a_body_is_enough_and_less_is_refused) {
  Layout arms{"arms",
              "arms only",
              {"nose", "left shoulder", "right shoulder", "left elbow", "right elbow", "left wrist",
               "right wrist", "left hip"},
              ""};
  const JointMap map = map_to(arms, keypoint_layout("coco"));
  check(map.absent, {1, 2, 3, 4, 12, 13, 14, 15, 16});
  Layout legs{"legs",
              "legs only",
              {"left hip", "right hip", "left knee", "right knee", "left ankle", "right ankle"},
              ""};
  BOOST_TEST(map_to(legs, keypoint_layout("h36m")).absent.size() == 10U);

  arms.joints.resize(6);
  test::check_throws<DataError>(
      [&] { map_to(arms, keypoint_layout("coco")); },
      "layout arms only: a pose needs both arms (missing: right wrist) or both legs "
      "(missing: left hip, right hip, left knee, right knee, left ankle, right ankle)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections

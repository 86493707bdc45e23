#include "pose/wild/doubt/keypoint_doubts.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

const VideoSize kSize{1000, 500};

struct Keypoint {
  float x, y, score = 1;
};

/// Two keypoints a frame.
Tensor pairs(const std::vector<Keypoint>& keypoints) {
  std::vector<float> numbers;
  for (const Keypoint& k : keypoints) numbers.insert(numbers.end(), {k.x, k.y, k.score});
  return Tensor::from<float>({static_cast<Index>(keypoints.size() / 2), 2, 3}, numbers);
}

/// A track of COCO's keypoints, all found where detected.
PersonTrack track(const std::vector<bool>& detected) {
  const auto frames = static_cast<Index>(detected.size());
  PersonTrack person{.name = "best",
                     .keypoints = Tensor::zeros({frames, 17, 3}),
                     .detected = detected,
                     .gaps = {},
                     .never_seen = {}};
  const auto numbers = person.keypoints.cpu_span<float>();
  for (std::size_t t = 0; t < detected.size(); ++t)
    for (std::size_t k = 0; k < 17; ++k) numbers[(t * 17 + k) * 3 + 2] = detected[t] ? 0.5F : 0;
  return person;
}

void hide(PersonTrack& person, Index frame, Index joint) {
  person.keypoints.cpu_span<float>()[static_cast<std::size_t>((frame * 17 + joint) * 3 + 2)] = 0;
}

const KeypointLayout& coco() { return keypoint_layout("coco"); }

BOOST_AUTO_TEST_SUITE(keypoint_doubts)

BOOST_AUTO_TEST_CASE(a_margin_of_two_hundredths_is_inside) {
  const Tensor keypoints = pairs({{-19.9F, 0},
                                  {1019.9F, 500},  // inside
                                  {-20.1F, 0},
                                  {1020.1F, 500},  // beyond the width
                                  {0, -10.1F},
                                  {1000, 510.1F},  // beyond the height
                                  {500, -9.9F},
                                  {500, 600},
                                  {-500, 0, 0},
                                  {500, 900, 0}});  // not found
  BOOST_TEST((keypoints_outside(keypoints, kSize) == std::vector<Index>{0, 2, 2, 1, 0}));
  BOOST_TEST((keypoints_found(keypoints) == std::vector<Index>{2, 2, 2, 2, 0}));
}

BOOST_AUTO_TEST_CASE(the_longer_side_is_the_height) {
  const std::vector<float> heights = person_heights(
      pairs({{10, 20}, {13, 70}, {10, 20}, {90, 21}, {10, 20}, {90, 20, 0}, {5, 5}, {5, 5}}));
  BOOST_REQUIRE(heights.size() == 4U);
  BOOST_TEST(heights[0] == 50);
  BOOST_TEST(heights[1] == 80);
  BOOST_TEST(std::isnan(heights[2]));
  BOOST_TEST(heights[3] == 0);
}

BOOST_AUTO_TEST_CASE(missing_frames_are_counted_with_the_longest_run) {
  const Interpolated part = interpolated_part(
      track({true, false, true, true, false, false, false, true, true, false}), coco(), 30);
  BOOST_TEST(part.frames == 0.5);
  BOOST_TEST(part.longest == 0.1, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(part.keypoints == 0);
  // What is held before the first detection and after the last is made up as well.
  BOOST_TEST(interpolated_part(track({false, false, false, true}), coco(), 1).longest == 3);
  BOOST_TEST(interpolated_part(track({true, false, false}), coco(), 1).longest == 2);
  const Interpolated none = interpolated_part(track({}), coco(), 30);
  BOOST_TEST(none.frames == 0);
  BOOST_TEST(none.longest == 0);
}

BOOST_AUTO_TEST_CASE(missing_keypoints_of_detected_frames_are_counted) {
  PersonTrack person = track({true, true, false, true});
  for (const Index joint : {5, 9, 16}) hide(person, 1, joint);
  BOOST_TEST(interpolated_part(person, coco(), 30).keypoints == 3.0 / (3 * 12));
  // Nobody sees a face from behind.
  for (const Index joint : {0, 1, 2, 3, 4}) hide(person, 1, joint);
  BOOST_TEST(interpolated_part(person, coco(), 30).keypoints == 3.0 / (3 * 12));
  // A joint that the detector does not know is said elsewhere.
  person.never_seen = {15, 1};
  for (const Index frame : {0, 1, 3}) hide(person, frame, 15);
  BOOST_TEST(interpolated_part(person, coco(), 30).keypoints == 3.0 / (3 * 11));
}

BOOST_AUTO_TEST_CASE(a_layout_without_a_face_counts_whole) {
  PersonTrack person = track({true});
  hide(person, 0, 10);
  BOOST_TEST(interpolated_part(person, keypoint_layout("h36m"), 30).keypoints == 1.0 / 17);
}

BOOST_AUTO_TEST_CASE(other_shapes_are_refused) {
  const Tensor two = Tensor::zeros({4, 17, 2});
  BOOST_CHECK_THROW(keypoints_outside(two, kSize), ShapeError);
  BOOST_CHECK_THROW(keypoints_found(two), ShapeError);
  BOOST_CHECK_THROW(person_heights(two), ShapeError);
  BOOST_CHECK_THROW(person_heights(Tensor()), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose

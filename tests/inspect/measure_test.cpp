#include "pose/inspect/measure.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tests/detections/read/people_text.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::inspection;
using test::easy_person;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kLeftWrist = 9, kLeftHip = 11;
using Frames = std::vector<Index>;

/// One person a frame, in COCO's order; the longer side of the box is 156 pixels.
Detections walking(Index frames, double step = 2) {
  Detections detections;
  detections.layout = &keypoint_layout("coco");
  for (Index t = 0; t < frames; ++t)
    detections.frames.push_back({{easy_person(100 + step * static_cast<double>(t))}});
  return detections;
}

DetectedPerson& person(Detections& detections, std::size_t frame) {
  return detections.frames[frame].people.front();
}

void lose(DetectedPerson& person, std::size_t joint) {
  person.keypoints[joint].x = person.keypoints[joint].y = kNaN;
}

void move(DetectedPerson& person, double by) {
  for (DetectedKeypoint& keypoint : person.keypoints) keypoint.x += by;
}

/// Of joints [first, end), which alternate.
void swap_sides(DetectedPerson& person, std::size_t first, std::size_t end) {
  for (std::size_t j = first; j < end; j += 2)
    std::swap(person.keypoints[j], person.keypoints[j + 1]);
}

void check(const Frames& found, const Frames& wanted) {
  BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(measures)

BOOST_AUTO_TEST_CASE(gaps_counts_and_missing_joints) {
  Detections detections = walking(10);
  detections.first_frame = 7;
  for (const std::size_t t : {2U, 3U, 9U}) detections.frames[t].people.clear();
  detections.frames[5].people.push_back(easy_person(400));
  lose(person(detections, 0), kLeftWrist);
  lose(person(detections, 5), kLeftWrist);
  const PeopleNumbers found = measure_people(detections);
  BOOST_TEST(found.people == 8);
  BOOST_TEST(found.in_a_frame->least == 0);
  BOOST_TEST(found.in_a_frame->median == 1);
  BOOST_TEST(found.in_a_frame->most == 2);
  BOOST_REQUIRE(found.gaps.size() == 2U);
  BOOST_TEST(found.gaps[0].first == 9);
  BOOST_TEST(found.gaps[0].frames == 2);
  BOOST_TEST(found.gaps[1].first == 16);
  BOOST_TEST(found.gaps[1].frames == 1);
  BOOST_TEST(found.missing[kLeftWrist] == 2);
  BOOST_TEST(found.missing[kLeftHip] == 0);
  BOOST_TEST(found.sizes->median == 156);
  BOOST_TEST(found.small == 0);
}

BOOST_AUTO_TEST_CASE(nobody_at_all_is_measured_too) {
  Detections detections = walking(2);
  for (DetectedFrame& frame : detections.frames) frame.people.clear();
  const PeopleNumbers found = measure_people(detections);
  BOOST_TEST(found.people == 0);
  BOOST_TEST(!found.sizes.has_value());
  BOOST_TEST(measure_motion(detections).pairs == 0);
  detections.frames.clear();
  BOOST_TEST(!measure_people(detections).in_a_frame.has_value());
}

BOOST_AUTO_TEST_CASE(a_person_without_points_has_no_size) {
  DetectedPerson somebody = easy_person(0);
  for (std::size_t j = 1; j < somebody.keypoints.size(); ++j) lose(somebody, j);
  BOOST_TEST(std::isnan(size_of(somebody)));
  lose(somebody, 0);
  BOOST_TEST(std::isnan(size_of(somebody)));
}

BOOST_AUTO_TEST_CASE(points_outside_are_counted_by_edge) {
  Detections detections = walking(1);
  person(detections, 0).keypoints[0].x = -1;
  person(detections, 0).keypoints[1].y = -1;
  person(detections, 0).keypoints[2].x = 1001;
  person(detections, 0).keypoints[3] = {1001, 1001};
  lose(person(detections, 0), 4);
  const OutsideNumbers outside = measure_outside(detections, {1000, 1000});
  BOOST_TEST(outside.left == 1);
  BOOST_TEST(outside.above == 1);
  BOOST_TEST(outside.right == 2);
  BOOST_TEST(outside.below == 1);
}

BOOST_AUTO_TEST_CASE(who_walks_does_not_jump) {
  const MotionNumbers found = measure_motion(walking(20, 30));
  BOOST_TEST(found.pairs == 19);
  check(found.jumps, {});
  check(found.arm_swaps, {});
  check(found.leg_swaps, {});
  BOOST_TEST(found.repeated == 0);
  for (const Index jumps : found.joint_jumps) BOOST_TEST(jumps == 0);
}

BOOST_AUTO_TEST_CASE(a_jump_is_named_by_its_frame_in_the_video) {
  Detections detections = walking(10);
  detections.first_frame = 100;
  for (std::size_t t = 6; t < 10; ++t) move(person(detections, t), 200);
  check(measure_motion(detections).jumps, {106});
}

BOOST_AUTO_TEST_CASE(over_a_gap_one_may_go_further) {
  Detections detections = walking(10);
  for (std::size_t t = 6; t < 10; ++t) move(person(detections, t), 200);
  for (const std::size_t t : {4U, 5U}) detections.frames[t].people.clear();
  check(measure_motion(detections).jumps, {});  // 200 pixels in 3 frames
  detections.frames[3].people.clear();
  BOOST_TEST(measure_motion(detections).pairs == 5);  // 4 frames are no pair
}

BOOST_AUTO_TEST_CASE(the_surest_person_is_looked_at) {
  Detections detections = walking(10);
  for (std::size_t t = 0; t < 10; ++t) {
    detections.frames[t].people.push_back(easy_person(500));
    person(detections, t).score = 1;
    detections.frames[t].people.back().score = t == 4 ? 2 : 0.5;
  }
  check(measure_motion(detections).jumps, {4, 5});
}

BOOST_AUTO_TEST_CASE(single_joints_that_jump) {
  Detections detections = walking(10);
  person(detections, 4).keypoints[kLeftWrist].x += 100;
  const MotionNumbers found = measure_motion(detections);
  check(found.jumps, {});
  BOOST_TEST(found.joint_jumps[kLeftWrist] == 2);  // there and back
  BOOST_TEST(found.joint_jumps[kLeftHip] == 0);
}

BOOST_AUTO_TEST_CASE(limbs_that_change_sides) {
  Detections detections = walking(10);
  swap_sides(person(detections, 4), 11, 17);
  MotionNumbers found = measure_motion(detections);
  check(found.leg_swaps, {4, 5});
  check(found.arm_swaps, {});
  for (std::size_t t = 7; t < 10; ++t) swap_sides(person(detections, t), 5, 11);
  found = measure_motion(detections);
  check(found.arm_swaps, {7});
  for (const Index jumps : found.joint_jumps) BOOST_TEST(jumps == 0);
}

BOOST_AUTO_TEST_CASE(repeated_frames) {
  Detections detections = walking(10);
  detections.frames[5] = detections.frames[4];
  lose(person(detections, 7), 3);
  detections.frames[8] = detections.frames[7];  // what is not found is the same too
  BOOST_TEST(measure_motion(detections).repeated == 2);
}

BOOST_AUTO_TEST_CASE(raw_numbers_are_the_files) {
  detections::Records records;
  records.frames.resize(3);
  records.frames[0].people = {{{{1, 2, 0}, {0, 0, 0.5}, {kNaN, kNaN, 1}}, kNaN, {}, {}, ""}};
  records.frames[2].people = {{{{5, 4, 0.25}, {-1, -1, kNaN}}, kNaN, {}, {}, ""}};
  const RawNumbers raw = raw_numbers(records);
  BOOST_TEST(raw.frames == 3);
  BOOST_TEST(raw.people == 2);
  check(raw.points, {2, 3});
  BOOST_TEST(raw.x->least == 1);
  BOOST_TEST(raw.x->most == 5);
  BOOST_TEST(raw.scores == 4);
  BOOST_TEST(raw.zero_scores == 1);
  BOOST_TEST(raw.score_quantiles.front() == 0);
  BOOST_TEST(raw.score_quantiles.back() == 1);
  BOOST_TEST(raw_numbers({}).score_quantiles.empty());
}

BOOST_AUTO_TEST_SUITE_END()

#include "pose/wild/track.h"

#include <cmath>
#include <set>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/throws.h"
#include "tests/wild/crowd.h"

namespace posegrad::pose {
namespace {

using test::Crowd;
using test::CrowdOptions;
using test::Walker;

constexpr int kSeeds = 60;

auto from_to(double a, double b, double seconds) {
  return [=](double t) { return a + (b - a) * t / seconds; };
}
auto at(double a) {
  return [=](double) { return a; };
}
auto between(double begin, double end) {
  return [=](double t) { return t >= begin && t < end; };
}

/// Every track of some length holds one person only, and every person is in one such track.
void check_no_swap(const Crowd& crowd, std::size_t people, const TrackingOptions& options,
                   const std::string& name) {
  std::set<int> followed;
  std::size_t tracks = 0;
  for (const Track& track : track_people(crowd.detections, options)) {
    std::set<int> inside;
    for (const Track::Place& place : track.places)
      inside.insert(
          crowd.who[static_cast<std::size_t>(place.frame)][static_cast<std::size_t>(place.person)]);
    BOOST_TEST(inside.size() == 1U, name << ": a track holds " << inside.size() << " people");
    if (track.frames() < 5) continue;
    ++tracks;
    followed.insert(inside.begin(), inside.end());
  }
  BOOST_TEST(tracks == people, name << ": " << tracks << " tracks");
  BOOST_TEST(followed.size() == people, name);
}

void check_scene(const std::vector<Walker>& walkers, const std::string& name,
                 CrowdOptions crowd_options = {}) {
  for (std::uint32_t seed = 1; seed <= kSeeds; ++seed)
    check_no_swap(test::make_crowd(walkers, seed, crowd_options), walkers.size(),
                  {.fps = crowd_options.fps}, name + ", seed " + std::to_string(seed));
}

const Walker kToTheRight{.x = from_to(-2.5, 2.5, 6), .z = at(5), .step_seconds = 1.0};
const Walker kToTheLeft{.x = from_to(2.4, -2.6, 6), .z = at(5.8), .height = 1.8};

BOOST_AUTO_TEST_SUITE(tracking)

BOOST_AUTO_TEST_CASE(two_cross_one_hides_the_other) {
  check_scene({kToTheRight, kToTheLeft}, "25 fps");
  check_scene({kToTheRight, kToTheLeft}, "50 fps", {.fps = 50});
  check_scene({kToTheRight, kToTheLeft}, "10 fps", {.fps = 10});
}

BOOST_AUTO_TEST_CASE(two_cross_and_nobody_hides_anybody) {
  check_scene({kToTheRight, kToTheLeft}, "transparent", {.hiding_overlap = 2});
  Walker same_depth = kToTheLeft;
  same_depth.z = at(5.1);
  check_scene({kToTheRight, same_depth}, "same depth", {.hiding_overlap = 2});
}

BOOST_AUTO_TEST_CASE(a_noisy_detector_does_not_swap_them_either) {
  check_scene({kToTheRight, kToTheLeft}, "noisy",
              {.noise = 6, .lost_joints = 0.1, .lost_people = 0.1});
}

BOOST_AUTO_TEST_CASE(three_cross_at_once) {
  const Walker away{.x = from_to(-0.6, 0.6, 6), .z = from_to(4, 9, 6), .height = 1.6};
  check_scene({kToTheRight, kToTheLeft, away}, "three");
}

BOOST_AUTO_TEST_CASE(one_overtakes_another) {
  const Walker slow{.x = from_to(-1.5, 1.0, 6), .z = at(6), .height = 1.65, .step_seconds = 1.2};
  check_scene({kToTheRight, slow}, "overtaking");
}

BOOST_AUTO_TEST_CASE(one_is_gone_for_a_while_and_the_other_walks_through_the_place) {
  Walker hidden{.x = from_to(-0.5, 0.5, 6), .z = at(6.5)};
  hidden.is_hidden = between(2.2, 3.6);
  check_scene({kToTheRight, hidden}, "behind a pillar");
}

BOOST_AUTO_TEST_CASE(both_are_gone_while_they_cross) {
  Walker a = kToTheRight, b = kToTheLeft;
  a.is_hidden = b.is_hidden = between(2.6, 3.4);
  check_scene({a, b}, "both hidden");
}

BOOST_AUTO_TEST_CASE(two_meet_and_turn_back) {
  const auto there_and_back = [](double start, double meeting) {
    return [=](double t) { return meeting + (start - meeting) * std::abs(t - 3) / 3; };
  };
  check_scene({{.x = there_and_back(-2.5, -0.35), .z = at(5)},
               {.x = there_and_back(2.5, 0.35), .z = at(5.2), .height = 1.8}},
              "turning back");
}

BOOST_AUTO_TEST_CASE(two_dance_around_each_other) {
  const auto circle = [](double start, double radius, double middle) {
    return [=](double t) { return middle + radius * std::sin(start + 1.6 * t); };
  };
  check_scene({{.x = circle(0, 0.7, 0), .z = circle(1.57, 0.7, 5)},
               {.x = circle(3.14, 0.7, 0), .z = circle(4.71, 0.7, 5), .height = 1.65}},
              "dance");
}

BOOST_AUTO_TEST_CASE(who_comes_back_late_is_somebody_new) {
  Walker gone{.x = at(0), .z = at(5)};
  gone.is_hidden = between(1, 4.5);
  const Crowd crowd = test::make_crowd({gone}, 1, {.lost_people = 0});
  BOOST_TEST(track_people(crowd.detections).size() == 2U);
  BOOST_TEST(track_people(crowd.detections, {.longest_absence = 4}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_main_person_comes_first) {
  Walker short_visit{.x = at(1.5), .z = at(5)};
  short_visit.is_hidden = between(0, 5);
  const Crowd crowd = test::make_crowd({short_visit, kToTheRight}, 3);
  const std::vector<Track> tracks = track_people(crowd.detections);
  BOOST_TEST_REQUIRE(tracks.size() == 2U);
  BOOST_TEST(tracks[0].frames() > 100);
  BOOST_TEST(tracks[0].score_sum > tracks[1].score_sum);
  const Track::Place place = tracks[1].places.front();
  BOOST_TEST(
      crowd.who[static_cast<std::size_t>(place.frame)][static_cast<std::size_t>(place.person)] ==
      0);
}

BOOST_AUTO_TEST_CASE(the_detectors_own_numbers_are_taken_when_asked_for) {
  Crowd crowd = test::make_crowd({kToTheRight, kToTheLeft}, 5);
  test::check_throws<DataError>([&] { track_people(crowd.detections, {.detector_tracks = true}); },
                                "crowd: the detector numbered nobody (test)");
  for (DetectedFrame& frame : crowd.detections.frames)
    for (DetectedPerson& person : frame.people) person.track = 7;
  const std::vector<Track> tracks = track_people(crowd.detections, {.detector_tracks = true});
  BOOST_TEST_REQUIRE(tracks.size() == 1U);
  BOOST_TEST((tracks[0].detector_number == Index{7}));
  for (const Track::Place& place : tracks[0].places) {
    const auto& people = crowd.detections.frames[static_cast<std::size_t>(place.frame)].people;
    for (const DetectedPerson& person : people)
      BOOST_TEST(person.score <= people[static_cast<std::size_t>(place.person)].score);
  }
}

BOOST_AUTO_TEST_CASE(thousands_of_ghosts_take_no_time) {
  Detections detections;
  detections.source = "ghosts";
  detections.layout = &keypoint_layout("coco");
  for (int frame = 0; frame < 30; ++frame) {
    DetectedFrame& found = detections.frames.emplace_back();
    for (int i = 0; i < 3000; ++i) {
      DetectedPerson person;
      const double x = (i * 7919 + frame * 104729) % 100003;
      person.keypoints.assign(17, {x, x / 2, 1});
      person.score = i % 97;
      found.people.push_back(std::move(person));
    }
  }
  BOOST_TEST(track_people(detections).size() <= 3000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose

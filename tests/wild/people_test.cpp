#include "pose/wild/people.h"

#include <array>
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/wild/custom_set.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

/// Joint j lies at (start + j, start + 2 j) with the confidence (10 + j) / 100.
DetectedPerson easy_person(double start) {
  DetectedPerson person;
  for (int joint = 0; joint < 17; ++joint) {
    const double j = joint;
    person.keypoints.push_back({start + j, start + 2 * j, (10 + j) / 100});
  }
  return person;
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Detections frames_of(const std::vector<std::vector<DetectedPerson>>& frames) {
  Detections detections;
  detections.source = "clip.json";
  detections.format = "test";
  detections.layout = &keypoint_layout("coco");
  detections.first_frame = 10;
  for (const auto& people : frames) detections.frames.push_back({people});
  return detections;
}

DetectedPerson person(double start, double score) {
  DetectedPerson made = easy_person(start);
  made.score = score;
  return made;
}

float at(const PersonTrack& track, Index frame, Index joint, Index feature) {
  return track.keypoints.cpu_view<float>()[static_cast<std::size_t>(
      (frame * track.keypoints.dim(1) + joint) * 3 + feature)];
}

BOOST_AUTO_TEST_SUITE(people)

BOOST_AUTO_TEST_CASE(best_is_the_largest_score_and_the_first_of_equal_ones) {
  const Detections found = frames_of(
      {{person(1, 0.5), person(2, 0.75)}, {person(3, 0.5), person(4, 0.5)}, {person(5, -1)}});
  const PersonTrack best = best_person(found);
  BOOST_TEST(best.name == "best");
  BOOST_TEST(best.first_frame == 10);
  BOOST_TEST((best.keypoints.shape() == Shape{3, 17, 3}));
  BOOST_TEST(at(best, 0, 0, 0) == 2);
  BOOST_TEST(at(best, 1, 0, 0) == 3);
  BOOST_TEST(at(best, 2, 0, 0) == 5);
  BOOST_TEST(at(best, 2, 16, 1) == 37);
  BOOST_TEST(at(best, 2, 16, 2) == 0.26F);
  BOOST_TEST(best.interpolated == 0);
  BOOST_TEST(best.gaps.empty());
}

BOOST_AUTO_TEST_CASE(missing_frames_are_interpolated_held_and_counted) {
  const Detections found = frames_of({{}, {person(100, 1)}, {}, {}, {person(130, 1)}, {}, {}, {}});
  const PersonTrack best = best_person(found, {.tracking = {}, .long_gap = 2});
  const std::array<float, 8> wanted{100, 100, 110, 120, 130, 130, 130, 130};
  for (Index frame = 0; frame < 8; ++frame) {
    BOOST_TEST(at(best, frame, 0, 0) == wanted[static_cast<std::size_t>(frame)]);
    BOOST_TEST(at(best, frame, 3, 1) == wanted[static_cast<std::size_t>(frame)] + 6);
    const bool is_detected = frame == 1 || frame == 4;
    BOOST_TEST(at(best, frame, 3, 2) == (is_detected ? 0.13F : 0.0F));
    BOOST_TEST(best.detected[static_cast<std::size_t>(frame)] == is_detected);
  }
  BOOST_TEST(best.interpolated == 6);
  BOOST_TEST_REQUIRE(best.gaps.size() == 2U);
  BOOST_TEST((best.gaps[0].first_frame == 12 && best.gaps[0].frames == 2));
  BOOST_TEST((best.gaps[1].first_frame == 15 && best.gaps[1].frames == 3));
  BOOST_TEST(best_person(found, {.tracking = {}, .long_gap = 4}).gaps.empty());
}

BOOST_AUTO_TEST_CASE(a_joint_is_interpolated_on_its_own) {
  Detections found = frames_of({{person(100, 1)}, {person(200, 1)}, {person(300, 1)}});
  found.frames[1].people[0].keypoints[5] = {kNaN, kNaN, 0};
  for (DetectedFrame& frame : found.frames) {
    frame.people[0].keypoints[15] = {kNaN, kNaN, 0};  // left ankle
    frame.people[0].keypoints[13] = {kNaN, kNaN, 0};  // left knee
  }
  const PersonTrack best = best_person(found);
  BOOST_TEST(at(best, 1, 5, 0) == 205);
  BOOST_TEST(at(best, 1, 5, 1) == 210);
  BOOST_TEST(at(best, 1, 5, 2) == 0);
  BOOST_TEST(at(best, 1, 6, 2) == 0.16F);
  BOOST_TEST((best.never_seen == std::vector<Index>{13, 15}));
  for (const Index joint : {13, 15}) {
    BOOST_TEST(at(best, 2, joint, 0) == 311);  // the left hip's
    BOOST_TEST(at(best, 2, joint, 1) == 322);
    BOOST_TEST(at(best, 2, joint, 2) == 0);
  }
  BOOST_TEST(best.interpolated == 0);
}

BOOST_AUTO_TEST_CASE(interpolation_rounds_as_numpy_does) {
  // numpy.interp(1, [0, 3], [0.1f, 0.7f]) in double, stored as float32.
  Tensor keypoints = Tensor::zeros({4, 17, 3});
  const auto numbers = keypoints.cpu_span<float>();
  for (std::size_t i = 51; i < 153; ++i) numbers[i] = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i < 51; ++i) {
    numbers[i] = 0.1F;
    numbers[153 + i] = 0.7F;
  }
  fill_missing(keypoints, keypoint_layout("coco"));
  const double slope = (double{0.7F} - double{0.1F}) / 3;
  BOOST_TEST(numbers[51] == static_cast<float>(slope * 1 + double{0.1F}));
  BOOST_TEST(numbers[102] == static_cast<float>(slope * 2 + double{0.1F}));
  Tensor nothing = Tensor::zeros({1, 17, 3});
  for (float& number : nothing.cpu_span<float>()) number = std::numeric_limits<float>::quiet_NaN();
  test::check_throws<DataError>([&] { fill_missing(nothing, keypoint_layout("coco")); },
                                "no joint was detected in any frame");
}

/// Two people far apart; the second is there in frames 2 to 9 without 5, and scores more a frame.
Detections two_people() {
  std::vector<std::vector<DetectedPerson>> frames;
  for (int frame = 0; frame < 12; ++frame) {
    std::vector<DetectedPerson> people{person(100, 0.5)};
    if (frame >= 2 && frame <= 9 && frame != 5) people.insert(people.begin(), person(600, 0.7));
    frames.push_back(people);
  }
  frames[11].push_back(person(3000, 0.9));  // a ghost
  return frames_of(frames);
}

BOOST_AUTO_TEST_CASE(a_person_is_chosen_by_number) {
  const ChosenPeople first = choose_people(two_people(), "1");
  BOOST_TEST_REQUIRE(first.people.size() == 1U);
  BOOST_TEST(first.people[0].name == "person 1");
  BOOST_TEST(first.people[0].first_frame == 10);
  BOOST_TEST(first.people[0].keypoints.dim(0) == 12);
  BOOST_TEST(at(first.people[0], 5, 0, 0) == 100);
  const PersonTrack second = choose_people(two_people(), "2").people.at(0);
  BOOST_TEST(second.name == "person 2");
  BOOST_TEST(second.first_frame == 12);
  BOOST_TEST(second.keypoints.dim(0) == 8);
  BOOST_TEST(second.interpolated == 1);
  BOOST_TEST(at(second, 3, 0, 0) == 600);
  BOOST_TEST(choose_people(two_people(), "best").people.at(0).keypoints.dim(0) == 12);
}

BOOST_AUTO_TEST_CASE(main_follows_one_person_through_all_frames) {
  const ChosenPeople chosen = choose_people(two_people(), "main");
  const PersonTrack& main = chosen.people.at(0);
  BOOST_TEST(main.name == "main");
  BOOST_TEST(main.first_frame == 10);
  BOOST_TEST(main.keypoints.dim(0) == 12);
  BOOST_TEST(at(main, 5, 0, 0) == 100);
  BOOST_TEST(chosen.others == 1);
  // Nobody else in any picture: whoever is there.
  BOOST_TEST(
      choose_people(frames_of({{person(1, 1)}, {person(900, 1)}}), "main").people.at(0).name ==
      "best");
}

BOOST_AUTO_TEST_CASE(main_goes_on_where_its_trace_was_lost_unless_it_is_crowded) {
  const auto clip = [](bool is_crowded) {
    std::vector<std::vector<DetectedPerson>> frames;
    for (int t = 0; t < 20; ++t) frames.push_back({person(100, 1)});
    for (int t = 0; t < 80; ++t) frames.emplace_back();
    for (int t = 0; t < 10; ++t) frames.push_back({person(700, 0.9)});
    for (int t = 0; t < (is_crowded ? 15 : 1); ++t)
      frames[static_cast<std::size_t>(t)].push_back(person(400, 0.1));
    return frames_of(frames);
  };
  const PersonTrack alone = choose_people(clip(false), "main").people.at(0);
  BOOST_TEST(alone.keypoints.dim(0) == 110);
  BOOST_TEST(alone.interpolated == 80);
  BOOST_TEST(at(alone, 105, 0, 0) == 700);
  const PersonTrack crowded = choose_people(clip(true), "main").people.at(0);
  BOOST_TEST(crowded.interpolated == 90);
  BOOST_TEST(at(crowded, 105, 0, 0) == 100);
}

BOOST_AUTO_TEST_CASE(all_leaves_ghosts_out) {
  const ChosenPeople all = choose_people(two_people(), "all");
  BOOST_TEST(all.people.size() == 2U);
  BOOST_TEST(all.too_short == 1);
  const ChosenPeople every =
      choose_people(two_people(), "all", {.tracking = {}, .shortest_track = 1});
  BOOST_TEST(every.people.size() == 3U);
  BOOST_TEST(choose_people(frames_of({{person(1, 1)}}), "all").people.size() == 1U);
}

BOOST_AUTO_TEST_CASE(who_is_not_there_is_refused_with_a_list) {
  test::check_throws<DataError>([] { choose_people(two_people(), "4"); },
                                "clip.json: there is no person 4; there are: 1 (12 frames, 10 to "
                                "21), 2 (7 frames, 12 to 19), "
                                "3 (1 frame, 21 to 21)");
  for (const char* text : {"", "0", "-1", "1.5", "first", "99999999999999999999"})
    test::check_throws<ValueError>(
        [&] { choose_people(two_people(), text); },
        "'" + std::string(text) +
            "' is no choice of a person; wanted is main, best, all or a number from 1");
  for (const char* choice : {"best", "all", "1"})
    test::check_throws<DataError>(
        [&] {
          choose_people(frames_of({{}, {}}), choice);
        },
        "clip.json: nobody was found in any of 2 frames (test)");
}

BOOST_AUTO_TEST_CASE(a_custom_set_has_a_subject_for_each_video) {
  const PersonTrack best = best_person(two_people());
  const KeypointLayout& coco = keypoint_layout("coco");
  const Keypoints2d set = custom_set({{"a.mp4", "x/a.mp4.npz", {640, 480}, &coco, best.keypoints},
                                      {"b", "b.json", {10, 20}, &coco, best.keypoints}});
  BOOST_TEST_REQUIRE(set.subjects.size() == 2U);
  BOOST_TEST(set.subjects[1].name == "b");
  BOOST_TEST(set.subjects[1].recordings[0].action == "custom");
  const Tensor& positions = set.subjects[0].recordings[0].cameras.at(0);
  BOOST_TEST((positions.shape() == Shape{12, 17, 2}));
  BOOST_TEST(positions.at(2 * 34 + 2 * 16 + 1) == at(best, 2, 16, 1));
  BOOST_TEST(set.metadata.layout_name.value_or("") == "coco");
  BOOST_TEST((set.metadata.left == coco.left && set.metadata.right == coco.right));
  BOOST_TEST(set.metadata.videos[1].second.height == 20);
  test::check_throws<DataError>(
      [&] {
        custom_set({{"a", "x/a.npz", {1, 1}, &coco, best.keypoints},
                    {"a", "y/a.npz", {1, 1}, &coco, best.keypoints}});
      },
      "x/a.npz and y/a.npz are both of a video 'a'");
  test::check_throws<DataError>(
      [&] {
        custom_set({{"a", "a.npz", {1, 1}, &coco, best.keypoints},
                    {"b", "b.npz", {1, 1}, &keypoint_layout("mpii"), best.keypoints}});
      },
      "b.npz has the keypoints of mpii, a.npz those of coco; a data set has one kind");
  test::check_throws<DataError>([] { custom_set({}); }, "a data set of no videos");
}

BOOST_AUTO_TEST_CASE(videos_are_named_by_their_files) {
  BOOST_TEST(video_name("a/clip.mp4.npz") == "clip.mp4");
  BOOST_TEST(video_name("clip.json") == "clip");
  BOOST_TEST(video_name("a/folder/") == "folder");
  BOOST_TEST(video_name("a/folder") == "folder");
  BOOST_TEST(video_name("clip.mp4") == "clip.mp4");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose

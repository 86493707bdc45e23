#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;
using test::check_moving;
using test::check_refused;
using test::dict;
using test::Movement;
using test::moving;
using test::npz_source;
using test::read_records;

constexpr Movement kBody{.frames = 6}, kTwo{.frames = 6, .people = 2};

BOOST_AUTO_TEST_SUITE(array_beside)

BOOST_AUTO_TEST_CASE(keypoints_are_found_by_the_names_that_tools_use) {
  for (const auto* name : {"keypoints", "kpts", "Keypoints_2D", "poses_2d", "joints2d", "arr_0",
                           "pose_landmarks", "data"}) {
    BOOST_TEST_CONTEXT(name) {
      const Source source = npz_source({{"camera", test::doubles({3, 4}, std::vector<double>(12))},
                                        {name, moving(kBody, "TJD", 3)}});
      check_moving(read_records(source), kBody, true);
    }
  }
  const Records other =
      read_records(npz_source({{"n", Value(3)},
                               {"boxes", test::doubles({6, 4}, std::vector<double>(24, 7))},
                               {"mine", moving(kBody, "TJD", 2)}}));
  check_moving(other, kBody, false);
  BOOST_TEST(other.notes.at(0) ==
             "'mine' is taken for the keypoints, the only array that can be them");
  check_refused(npz_source({{"a", moving(kBody, "TJD", 2)}, {"b", moving(kBody, "TJD", 2)}}),
                "file: several arrays can be the keypoints: a, b; wanted is one named 'keypoints'");
}

BOOST_AUTO_TEST_CASE(what_is_in_space_is_not_taken) {
  // As posegrad's own files have it: poses and what they were made of.
  std::vector<std::string> joints, points;
  for (int j = 0; j < 17; ++j) {
    joints.push_back("joint " + std::to_string(j));
    points.push_back("point " + std::to_string(j));
  }
  const Records records = read_records(npz_source({{"positions_3d", moving(kTwo, "PTJD", 3)},
                                                   {"joint_names", test::texts(joints)},
                                                   {"keypoints_2d", moving(kBody, "TJD", 3)},
                                                   {"keypoint_names", test::texts(points)}}));
  check_moving(records, kBody, true);
  BOOST_TEST(records.names == points, boost::test_tools::per_element());
  // No reader takes it.
  BOOST_CHECK_THROW(read_records(npz_source({{"positions_3d", moving(kBody, "TJD", 3)}})),
                    std::logic_error);
}

BOOST_AUTO_TEST_CASE(scores_may_have_the_points_axes_or_fewer) {
  for (const auto& [points, scores] : std::vector<std::pair<const char*, const char*>>{
           {"TJD", "TJ"}, {"TPJD", "TPJ"}, {"TPJD", "TJ"}, {"TF", "TJ"}, {"PTJD", "PTJ"}})
    for (const auto* name : {"scores", "keypoint_scores", "conf", "visibility"})
      BOOST_TEST_CONTEXT(points << " " << scores << " " << name) {
        check_moving(read_records(npz_source({{"keypoints", moving(kBody, points, 2)},
                                              {name, test::moving_scores(kBody, scores)}})),
                     kBody, true);
      }
  const Movement fractions{.frames = 6, .joints = 33, .scale = 0.001};  // 66 numbers: 3 * 22, too
  check_moving(read_records(npz_source({{"keypoints", moving(fractions, "TF", 2)},
                                        {"scores", test::moving_scores(fractions, "TJ")}})),
               fractions, true);
  const Records other = read_records(npz_source(
      {{"keypoints", moving(kBody, "TJD", 2)}, {"scores", test::doubles({3}, {1, 2, 3})}}));
  check_moving(other, kBody, false);
  BOOST_TEST(other.notes.at(0) ==
             "the scores (3,) do not have the axes of the keypoints and are left out");
}

BOOST_AUTO_TEST_CASE(what_stands_beside_belongs_to_its_person) {
  const std::vector<double> ids{5, 8, 5, 8, 5, 8, 5, 8, 5, 8, 5, 8};
  std::vector<double> boxes;
  for (int i = 0; i < 12; ++i) boxes.insert(boxes.end(), {0.0 + i, 0, 900, 900, 0.5 + 0.01 * i});
  const Records records = read_records(npz_source({{"keypoints", moving(kTwo, "TPJD", 2)},
                                                   {"bboxes", test::doubles({6, 2, 5}, boxes)},
                                                   {"track_ids", test::doubles({6, 2}, ids)}}));
  check_moving(records, kTwo, false);
  const RawPerson& person = records.frames.at(2).people.at(1);
  BOOST_TEST(person.id.value() == 8);
  BOOST_TEST(person.score == 0.55);
  BOOST_TEST(person.box.value()[0] == 5);
}

BOOST_AUTO_TEST_CASE(what_has_the_axes_in_another_order_is_not_given_to_the_wrong_person) {
  const std::vector<double> ids{5, 5, 5, 5, 5, 5, 8, 8, 8, 8, 8, 8};
  const Records records = read_records(npz_source(
      {{"keypoints", moving(kTwo, "PTJD", 2)}, {"track_ids", test::doubles({2, 6}, ids)}}));
  check_moving(records, kTwo, false);
  BOOST_TEST(!records.frames.at(1).people.at(0).id.has_value());
}

BOOST_AUTO_TEST_CASE(the_file_tells_names_size_rate_and_frames) {
  const Records records =
      read_records(npz_source({{"kpts", moving(kBody, "TJD", 2)},
                               {"joint_names", test::texts(test::coco_names())},
                               {"width", Value(640)},
                               {"height", Value(360)},
                               {"fps", Value(29.97)},
                               {"frame_ids", test::doubles({6}, {3, 4, 5, 6, 8, 9})}}));
  check_moving(records, kBody, false);
  BOOST_TEST(records.names == test::coco_names());
  BOOST_TEST(records.size.value().width == 640);
  BOOST_TEST(records.fps.value() == 29.97);
  BOOST_TEST((records.keys == FrameKeys::numbers));
  BOOST_TEST(records.frames.at(4).number.value() == 8);
  const Records named =
      read_records(npz_source({{"kpts", moving(kBody, "TJD", 2)},
                               {"img_shape", test::doubles({3}, {360, 640, 3})},
                               {"image_names", test::texts({"a1", "a2", "a3", "a4", "a5", "a6"})},
                               {"names", test::texts({"person"})}}));
  BOOST_TEST((named.keys == FrameKeys::names));
  BOOST_TEST(named.frames.at(5).name == "a6");
  BOOST_TEST(named.size.value().height == 360);
  BOOST_TEST(named.names.empty());
  BOOST_TEST(named.notes.at(0) ==
             "1 names beside the keypoints are not those of their joints (shape (6, 17, 2)); left "
             "out");
}

BOOST_AUTO_TEST_CASE(names_of_joints_settle_the_axes) {
  const Movement seventeen{.frames = 17, .joints = 19};
  std::vector<std::string> names;
  for (int i = 0; i < 19; ++i) names.push_back("joint " + std::to_string(i));
  check_moving(read_records(npz_source({{"keypoints", moving(seventeen, "JTD", 2)},
                                        {"keypoint_names", test::texts(names)}})),
               seventeen, false);
}

BOOST_AUTO_TEST_CASE(the_demos_of_mhformer_have_their_usual_layout) {
  const Records records = read_records(npz_source({{"reconstruction", moving(kBody, "PTJD", 2)}}));
  check_moving(records, kBody, false);
  BOOST_TEST((records.usual == std::vector<std::string>{"h36m"}));
  BOOST_TEST((records.keys == FrameKeys::position));
  const Movement crowd{.frames = 1, .people = 6};  // six frames, but for the name
  check_moving(read_records(npz_source({{"reconstruction", moving(crowd, "PTJD", 2)}})), crowd,
               false);
}

BOOST_AUTO_TEST_CASE(groups_of_hdf5_are_searched) {
  const Value group = dict({{"keypoints", moving(kBody, "TJD", 3)}});
  const Value file =
      dict({{"@attributes", dict({{"keypoints", Value(1)}})}, {"video", dict({{"pose", group}})}});
  check_moving(read_records(test::value_source(file, Content::data)), kBody, true);
}

BOOST_AUTO_TEST_CASE(skeletons_of_mmaction_have_people_before_frames) {
  const Movement many{.frames = 3, .people = 6};
  const auto clip = [&](const char* name, const Movement& movement) {
    return dict({{"frame_dir", Value(name)},
                 {"keypoint", moving(movement, "PTJD", 2)},
                 {"keypoint_score", test::moving_scores(movement, "PTJ")},
                 {"img_shape", Value::tuple({Value(360), Value(640)})},
                 {"total_frames", Value(movement.frames)}});
  };
  const Source one = test::value_source(clip("walk", many), Content::data);
  const Records records = read_records(one);
  check_moving(records, many, true);
  BOOST_TEST(records.format == "MMAction2 skeletons");
  BOOST_TEST(records.size.value().width == 640);
  const Source two = test::value_source(
      dict({{"split", Value::dict()},
            {"annotations", Value::list({clip("walk", many), clip("jump", kTwo)})}}),
      Content::data);
  check_moving(read_records(two, {.subject = "jump", .action = "", .camera = {}}), kTwo, true);
  check_refused(two, "file: there are 2 clips, choose one with --subject: walk, jump");
  check_refused(two, "file: there is no clip 'run'; there are: walk, jump",
                {.subject = "run", .action = "", .camera = {}});
  check_refused(one, "file: there is one sequence; --subject has nothing to choose from",
                {.subject = "walk", .action = "", .camera = {}});
}

BOOST_AUTO_TEST_CASE(a_choice_among_one_is_refused) {
  const Source source = npz_source({{"keypoints", moving(kBody, "TJD", 3)}});
  check_refused(source, "file: there is one sequence; --camera has nothing to choose from",
                {.subject = "", .action = "", .camera = 0});
  check_refused(source, "file: there is one sequence; --action has nothing to choose from",
                {.subject = "", .action = "Walk", .camera = {}});
}

BOOST_AUTO_TEST_CASE(a_folder_has_a_picture_in_each_file) {
  const auto picture = [](Index people) {
    return test::value_source(moving({.frames = 1, .people = people}, "TPJD", 3), Content::array);
  };
  const Records records =
      read_records(test::folder_source({{"0001.npy", picture(1)}, {"0002.npy", picture(2)}}));
  BOOST_TEST((records.keys == FrameKeys::names));
  BOOST_TEST_REQUIRE(records.frames.size() == 2U);
  BOOST_TEST(records.frames[1].name == "0002.npy");
  BOOST_TEST(records.frames[1].people.size() == 2U);
  BOOST_TEST(records.frames[1].people.at(1).points[3].x == test::moving_x(0, 1, 3));
  check_refused(
      test::folder_source(
          {{"cam1.npy", test::value_source(moving(kBody, "TJD", 3), Content::array)},
           {"cam2.npy", test::value_source(moving(kBody, "TJD", 3), Content::array)}}),
      "folder/cam1.npy: 6 poses that follow each other in a file of a folder; wanted is one "
      "picture a file, or the name of the one file with all frames");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections

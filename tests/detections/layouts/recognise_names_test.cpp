#include <boost/test/unit_test.hpp>

#include "pose/detections/layouts/layout.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

using Names = std::vector<std::string>;

/// One person with as many points, somewhere: names count, not places.
Records named(const Names& names, std::size_t points = 0) {
  Records records;
  RawPerson person{{}, 1, {}, {}, "person 0"};
  for (std::size_t k = 0; k < (points == 0 ? names.size() : points); ++k)
    person.points.push_back(
        {10.0 + 7 * static_cast<double>(k % 5), 20.0 + 3 * static_cast<double>(k), 1});
  records.frames.emplace_back().people.push_back(person);
  records.names = names;
  return records;
}

const Names kArms{"left_shoulder", "right_shoulder", "left_elbow", "right_elbow",
                  "left_wrist",    "right_wrist",    "left_hip",   "right_hip"};

Names with(Names names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

Recognised recognise(const Records& records) { return recognise_layout(records, "f.json", ""); }

BOOST_AUTO_TEST_SUITE(recognise_by_names)

BOOST_AUTO_TEST_CASE(names_make_the_layout_whatever_their_order) {
  const Recognised found = recognise(named(with({"Nose", "neck"}, kArms)));
  BOOST_TEST(found.layout.title == "the file's names");
  BOOST_TEST(found.layout.joints[0] == "nose");
  BOOST_TEST(found.layout.joints[4] == "left elbow");
  BOOST_TEST(found.note == "");
}

BOOST_AUTO_TEST_CASE(known_orders_are_called_by_name) {
  Names posetrack{"nose", "head_bottom", "head_top", "left_ear", "right_ear"};
  for (const std::string& joint : find_layout("coco")->joints)
    if (posetrack.size() < 17 && find_layout("coco")->joints[posetrack.size()] == joint)
      posetrack.push_back(joint);
  BOOST_TEST(recognise(named(posetrack)).layout.name == "posetrack_18");
  BOOST_TEST(recognise(named(find_layout("coco")->joints)).layout.name == "coco");
  Names body = find_layout("coco_wholebody")->joints;
  for (std::size_t k = 23; k < body.size(); ++k) body[k] = "face-" + std::to_string(k);
  const Recognised whole = recognise(named(body));
  BOOST_TEST(whole.layout.name == "coco_wholebody");
  BOOST_TEST(whole.note == "");
}

BOOST_AUTO_TEST_CASE(unknown_names_are_points_without_a_place) {
  const Recognised found = recognise(named(with(kArms, {"bat_tip", "ball"})));
  BOOST_TEST(found.layout.joints[8] == "");
  BOOST_TEST(found.layout.joints[9] == "");
  BOOST_TEST(found.note == "points are joints by their names; without a place: bat_tip, ball");
}

BOOST_AUTO_TEST_CASE(company_tells_what_a_foot_and_a_neck_are) {
  const Names h36m{"root",        "right_hip",     "right_knee", "right_foot", "left_hip",
                   "left_knee",   "left_foot",     "spine",      "thorax",     "neck_base",
                   "head",        "left_shoulder", "left_elbow", "left_wrist", "right_shoulder",
                   "right_elbow", "right_wrist"};
  const Layout layout = recognise(named(h36m)).layout;
  BOOST_TEST(layout.joints[3] == "right ankle");
  BOOST_TEST(layout.joints[9] == "upper neck");
  BOOST_TEST(map_to(layout, keypoint_layout("h36m")).from[9] == (std::vector<Index>{9}),
             boost::test_tools::per_element());
  const Layout feet =
      recognise(named(with(kArms, {"left_ankle", "right_ankle", "left_foot", "neck"}))).layout;
  BOOST_TEST(feet.joints[8] == "left ankle");
  BOOST_TEST(feet.joints[10] == "left foot");
  BOOST_TEST(feet.joints[11] == "neck");
}

BOOST_AUTO_TEST_CASE(names_that_leave_no_body_are_refused_with_what_to_write) {
  test::check_throws<DataError>(
      [] {
        recognise(named({"ankle1", "knee1", "hip1", "hip2", "knee2", "ankle2", "wrist1", "elbow1",
                         "shoulder1", "shoulder2", "elbow2", "wrist2", "chin", "forehead"}));
      },
      "f.json: of its 14 points only 1 have names of joints; not known: ankle1, knee1, hip1, hip2, "
      "knee2, ankle2, wrist1, elbow1, shoulder1, shoulder2, elbow2, wrist2 and 1 more; --layout "
      R"(FILE.json says what they are: {"joints": {"left knee": "NAME", ...}})");
}

BOOST_AUTO_TEST_CASE(two_names_of_one_joint_are_refused_unless_it_is_a_finger) {
  test::check_throws<DataError>(
      [] { recognise(named(with(kArms, {"LHip"}))); },
      "f.json: 'left_hip' and 'LHip' both mean the left hip; --layout FILE.json says which is "
      "which");
  const Recognised toes = recognise(named(with(kArms, {"left_toe", "left_foot_index"})));
  BOOST_TEST(toes.layout.joints[8] == "left toe");
  BOOST_TEST(toes.layout.joints[9] == "");
}

BOOST_AUTO_TEST_CASE(as_many_names_as_points_are_wanted) {
  test::check_throws<DataError>([] { recognise(named(kArms, 9)); },
                                "f.json: 8 names of points, but people have 9 points");
}

BOOST_AUTO_TEST_CASE(names_that_say_nothing_are_none) {
  for (const char* name : {"kp_", "", "point", "PoseLandmark", "j"}) {
    Names numbers;
    for (int k = 0; k < 17; ++k) numbers.push_back(name + std::to_string(k));
    Records records = named(numbers);
    records.layout = "coco";
    BOOST_TEST(recognise(records).layout.name == "coco");
  }
  Names letters;
  for (char c = 'a'; c < 'r'; ++c) letters.emplace_back(1, c);
  Records records = named(letters);
  records.layout = "coco";
  BOOST_TEST(recognise(records).layout.name == "coco");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections

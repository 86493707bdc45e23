#include <boost/test/unit_test.hpp>

#include "pose/detections/layouts/layout.h"
#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

using Joints = std::vector<std::string>;

class File {
 public:
  explicit File(const std::string& text) { test::write_text(path(), text); }
  std::string path() const { return folder_ / "mine.json"; }

 private:
  test::TemporaryFolder folder_;
};

void check_refused(const std::string& text, const std::string& message) {
  const File file(text);
  test::check_throws<DataError>([&] { load_layout(file.path()); }, file.path() + ": " + message);
}

BOOST_AUTO_TEST_SUITE(user_layouts)

BOOST_AUTO_TEST_CASE(joints_are_given_in_order_by_place_or_by_the_files_names) {
  const Layout order =
      load_layout(File(R"({"joints": ["Nose", null, "LKnee", ""], "title": "Mine"})").path());
  BOOST_TEST(order.joints == (Joints{"nose", "", "left knee", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(order.name == "mine");
  BOOST_TEST(order.title == "Mine");
  BOOST_TEST(!order.has_any_count);

  const Layout places = load_layout(
      File(R"({"joints": {"nose": 2, "left_knee": 0}, "count": 5, "name": "n"})").path());
  BOOST_TEST(places.joints == (Joints{"left knee", "", "nose", "", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(places.title == "n");
  BOOST_TEST(load_layout(File(R"({"joints": {"nose": 2}})").path()).has_any_count);

  const Layout names =
      load_layout(File(R"({"joints": {"nose": "snout", "left knee": "knee_1"}})").path());
  BOOST_TEST(names.joints == (Joints{"nose", "left knee"}), boost::test_tools::per_element());
  BOOST_TEST(names.points == (Joints{"snout", "knee_1"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_with_their_place) {
  const std::string known =
      "is no joint; joints are left or right eye, eye inner, eye outer, ear, mouth, collar, "
      "shoulder, elbow, lower arm, wrist, hand, hand tip, thumb, index, pinky, finger, hip, knee, "
      "lower leg, ankle, heel, foot, toe, big toe, small toe, and nose, head, head top, jaw, upper "
      "neck, neck, thorax, spine, pelvis";
  check_refused(R"({"joints": ["nose", "lft knee"]})", "joints: [1]: 'lft knee' " + known);
  check_refused(R"({"joints": {"snout": 0}})", "joints: 'snout' " + known);
  check_refused(R"({"joints": ["nose", "Nose"]})", "joints: [1]: 'Nose' is nose a second time");
  check_refused(R"({"joints": {"LKnee": 0, "left_knee": 1}})",
                "joints: 'left_knee' is left knee a second time");
  check_refused(R"({"joints": {"nose": 3, "neck": 3}})", "joints: neck: point 3 is nose already");
  check_refused(R"({"joints": {"nose": 5}, "count": 5})",
                "joints: nose: 5 is no place of a point; points have 0 to 4");
  check_refused(R"({"joints": {"nose": -1}})",
                "joints: nose: -1 is no place of a point; points have 0 to 9999");
  check_refused(R"({"joints": {"nose": "a", "neck": "a"}})", "joints: neck: point 'a' comes twice");
  check_refused(R"({"joints": {"nose": ""}})",
                "joints: nose: the name of a point is wanted; found \"\"");
  check_refused(R"({"joints": {"nose": "a"}, "count": 3})",
                "joints: \"count\" is for joints by number, not by name");
  check_refused(R"({"joints": ["nose"], "count": 3})", "joints: 1 joints, but \"count\" is 3");
  check_refused(R"({"joints": ["nose"], "count": 0})", "count: 0 points; 1 to 10000 are wanted");
  check_refused(R"({"joints": [null, ""]})", "joints: it names no joint");
  check_refused(R"({"joints": {}})", "joints: it names no joint");
  check_refused(R"({"joints": []})", "joints: it names no joint");
  check_refused(R"({"joints": 17})",
                "joints: a list of joints or a dict of their places is wanted; found a int");
  check_refused(R"({"joint": ["nose"]})",
                "joint: this key is not known; known are joints, count, name, title");
  check_refused(R"(["nose"])",
                R"(a layout is wanted, {"joints": ["nose", "left_eye", ...]}; found a list)");
}

BOOST_AUTO_TEST_CASE(what_is_no_such_file_is_refused) {
  BOOST_CHECK_THROW(load_layout(File("{\"joints\": [").path()), DataError);
  BOOST_CHECK_THROW(load_layout(File("").path()), DataError);
  BOOST_CHECK_THROW(load_layout(File("{}").path()), DataError);
  BOOST_CHECK_THROW(load_layout(File(R"({"joints": [1, 2]})").path()), DataError);
  BOOST_CHECK_THROW(load_layout(File(R"({"joints": {"nose": 1.5}})").path()), DataError);
  BOOST_CHECK_THROW(load_layout(File(R"({"joints": {"nose": null}})").path()), DataError);
  BOOST_CHECK_THROW(load_layout(File(R"({"joints": {"nose": 1, "neck": "a"}})").path()), DataError);
  BOOST_CHECK_THROW(load_layout(File(R"({"joints": {"nose": "a", "neck": 1}})").path()), DataError);
  BOOST_CHECK_THROW(load_layout("/nowhere/mine.json"), IoError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections

#include "pose/data/mocap/rig.h"

#include <set>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose::mocap;
using Names = std::vector<std::string>;

/// The joints that a rig names, once each.
Names names_of(const Rig& rig) {
  std::set<std::string> names;
  for (const auto& joints : rig.joints) names.insert(joints.begin(), joints.end());
  return {names.begin(), names.end()};
}

const std::string kLimbs =
    R"("right hip": "a", "right knee": "b", "right ankle": "c", "left hip": "d", "left knee": "e",)"
    R"("left ankle": "f", "left shoulder": "g", "left elbow": "h", "left wrist": "i",)"
    R"("right shoulder": "j", "right elbow": "k", "right wrist": "l", "spine": "m")";
const std::string kJoints = kLimbs + R"(, "thorax": "n")";

std::string json_of(const std::string& joints, const std::string& before = "") {
  return "{" + before + R"("joints": {)" + joints + "}}";
}

void refuses(const std::string& json, const std::string& message) {
  check_throws<DataError>([&] { parse_rig(json, "my.json"); }, "my.json: " + message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rigs)

BOOST_AUTO_TEST_CASE(every_known_rig_is_recognised_and_none_hides_another) {
  BOOST_TEST(known_rigs().size() >= 11U);
  for (const Rig& rig : known_rigs()) {
    Names names = names_of(rig);
    names.insert(names.end(), {"Finger", "Toe_End"});
    BOOST_TEST(recognised_rig(names, "x.bvh").name == rig.name);
    for (std::string& name : names) name = "Person1:" + name;
    BOOST_TEST(recognised_rig(names, "x.bvh").name == rig.name);
  }
}

BOOST_AUTO_TEST_CASE(names_that_rigs_share_do_not_mix_them_up) {
  // Two joints in the neck alone do not make a rig the CMU data base's.
  Names names;
  for (const Rig& rig : known_rigs())
    if (rig.name == "CMU for MotionBuilder") names = names_of(rig);
  names.insert(names.end(), {"Hips", "Neck"});
  BOOST_TEST(recognised_rig(names, "x.bvh").name == "CMU for MotionBuilder");
  std::erase(names, "LHipJoint");
  BOOST_TEST(recognised_rig(names, "x.bvh").name == "MotionBuilder with two spines");
}

BOOST_AUTO_TEST_CASE(an_unknown_rig_is_shown_with_the_file_to_write) {
  check_throws<DataError>(
      [] {
        recognised_rig(Names{"Root", "Bone\x01", "LeftLeg"}, "x.bvh");
      },
      "x.bvh: the rig is not known; its joints are Root, Bone\\x01, LeftLeg. Say which is which in "
      "a "
      "file, to be given with --rig: {\"joints\": {\"right hip\": \"...\", \"right knee\": "
      "\"...\", "
      "\"right ankle\": \"...\", \"left hip\": \"...\", \"left knee\": \"...\", \"left ankle\": "
      "\"...\", \"spine\": \"...\", \"thorax\": \"...\", \"left shoulder\": \"...\", \"left "
      "elbow\": "
      "\"...\", \"left wrist\": \"...\", \"right shoulder\": \"...\", \"right elbow\": \"...\", "
      "\"right "
      "wrist\": \"...\", \"ears\": \"...\"}}");
  Names many(300, "x");
  try {
    recognised_rig(many, "x.bvh");
  } catch (const DataError& error) {
    BOOST_TEST(std::string(error.what()).size() < 1200U);
  }
}

BOOST_AUTO_TEST_CASE(a_mapping_is_read) {
  const Rig rig = parse_rig(json_of(kJoints + R"(, "ears": ["o", "p"], "hip": "q")",
                                    R"("name": "mine", "up": "z", "unit": 0.0254, )"),
                            "my.json");
  BOOST_TEST(rig.name == "mine");
  BOOST_TEST(*rig.up == 'z');
  BOOST_TEST(*rig.unit == 0.0254);
  BOOST_TEST(rig.joints[right_knee] == Names{"b"}, boost::test_tools::per_element());
  BOOST_TEST((rig.joints[kEars] == Names{"o", "p"}));
  BOOST_TEST(!rig.has(neck));
  BOOST_TEST(target_name(right_knee) == "right knee");
  // h36m_17's own names for the ankles.
  std::string feet = kJoints;
  feet.replace(feet.find("right ankle"), 11, "right foot");
  BOOST_TEST(
      parse_rig(json_of(feet + R"(, "ears": "o")"), "my.json").joints[right_ankle] == Names{"c"},
      boost::test_tools::per_element());
  const Rig whole = parse_rig(json_of(kJoints + R"(, "neck": "o", "head": "p", "nose": "1",
      "left eye": "2", "right eye": "3", "left ear": "4", "right ear": "5")"),
                              "my.json");
  BOOST_TEST(whole.name == "my.json");
  BOOST_TEST(!whole.up.has_value());
  const TemporaryFolder folder;
  write_text(folder / "rig.json", json_of(kJoints + R"(, "ears": "o")"));
  BOOST_TEST(load_rig(folder / "rig.json").has(kEars));
}

BOOST_AUTO_TEST_CASE(a_wrong_mapping_is_refused_by_key) {
  const std::string ears = R"(, "ears": "o")";
  refuses("{", "line 1, column 2: this is no JSON: the text ends too early");
  refuses("[]", "a dict is wanted; found list");
  refuses("{}", "there is no 'joints'; it has: nothing");
  refuses(json_of(kJoints + ears, R"("scale": 1, )"),
          "found 'scale', expected name, up, unit and joints");
  refuses(json_of(kJoints + ears, R"("up": "x", )"), "up: found 'x', expected y or z");
  refuses(json_of(kJoints + ears, R"("unit": 0, )"), "unit: 0 metres");
  refuses(json_of(kJoints + ears, R"("unit": -1, )"), "unit: -1 metres");
  refuses(json_of(kJoints + ears, R"("unit": "cm", )"), "unit: a number is wanted; found str 'cm'");
  refuses(
      json_of(kJoints + R"(, "jaw": "o")"),
      "joints: found 'jaw', expected some of hip, right hip, right knee, right ankle, left hip, "
      "left knee, left ankle, spine, thorax, neck, head, left shoulder, left elbow, left wrist, "
      "right shoulder, right elbow, right wrist, nose, left eye, right eye, left ear, right ear, "
      "ears");
  refuses(json_of(kLimbs + ears), "joints: 'thorax' is missing");
  refuses(json_of(kJoints),
          "joints: 'ears' is missing: the joint at their height that the head turns on");
  refuses(json_of(kJoints + R"(, "neck": "o")"),
          "joints: 'ears' is missing: the joint at their height that the head turns on");
  refuses(json_of(kJoints + ears + R"(, "nose": "p")"),
          "joints: 1 points of the face; all of nose, eyes and ears or none are wanted");
  refuses(json_of(kJoints + R"(, "ears": [])"),
          "joints: ears: the name of a joint or a list of names is wanted");
  refuses(json_of(kJoints + R"(, "ears": "")"),
          "joints: ears: the name of a joint or a list of names is wanted");
  refuses(json_of(kJoints + R"(, "ears": 3)"), "joints: ears: a list is wanted; found int");
}

BOOST_AUTO_TEST_CASE(joints_are_found_by_their_names) {
  const Rig rig = parse_rig(json_of(kJoints + R"(, "ears": ["o", "n"])"), "my.json");
  const Names names{"z", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o"};
  const auto joints = joints_of(rig, names, "x.bvh");
  BOOST_TEST_REQUIRE(joints.has_value());
  BOOST_TEST((*joints)[right_hip] == std::vector<std::size_t>{1}, boost::test_tools::per_element());
  BOOST_TEST(((*joints)[kEars] == std::vector<std::size_t>{15, 14}));
  BOOST_TEST((*joints)[nose].empty());
  Names other = names;
  other[1] = "Rig:A";  // without its namespace and case
  BOOST_TEST(joints_of(rig, other, "x.bvh")->at(right_hip).front() == 1U);
  other[0] = "a";  // the same letters count for more
  BOOST_TEST(joints_of(rig, other, "x.bvh")->at(right_hip).front() == 0U);
  other[1] = "a";
  check_throws<DataError>([&] { joints_of(rig, other, "x.bvh"); }, "x.bvh: joint 'a' comes twice");
  other[0] = other[1] = "z";
  std::string missing;
  BOOST_TEST(!joints_of(rig, other, "x.bvh", &missing).has_value());
  BOOST_TEST(missing == "a");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test

#include "pose/export/rigs.h"

#include <set>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/export/hand_made.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using pose::BodyPart;
using pose::RigJoint;

std::vector<std::string> names_of(const std::string& rig) {
  std::vector<std::string> names;
  for (const RigJoint& joint : pose::rig_joints(pose::find_rig(rig), adult()))
    if (joint.kind != RigJoint::Kind::tip) names.push_back(joint.name);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rigs)

BOOST_AUTO_TEST_CASE(rigs_have_their_programs_names) {
  using Names = std::vector<std::string>;
  const auto check = [](const std::string& rig, const Names& wanted) {
    const Names found = names_of(rig);
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
  };
  check("default",
        {"Hips",     "LeftUpLeg",    "LeftLeg",      "LeftFoot",    "LeftToeBase", "RightUpLeg",
         "RightLeg", "RightFoot",    "RightToeBase", "Spine",       "Spine1",      "Neck",
         "Head",     "LeftShoulder", "LeftArm",      "LeftForeArm", "LeftHand",    "RightShoulder",
         "RightArm", "RightForeArm", "RightHand"});
  // As cgspeed.com's files have them.
  check("cmu",
        {"Hips",         "LHipJoint",      "LeftUpLeg",      "LeftLeg",         "LeftFoot",
         "LeftToeBase",  "RHipJoint",      "RightUpLeg",     "RightLeg",        "RightFoot",
         "RightToeBase", "LowerBack",      "Spine",          "Spine1",          "Neck",
         "Neck1",        "Head",           "LeftShoulder",   "LeftArm",         "LeftForeArm",
         "LeftHand",     "LeftFingerBase", "LeftHandIndex1", "LThumb",          "RightShoulder",
         "RightArm",     "RightForeArm",   "RightHand",      "RightFingerBase", "RightHandIndex1",
         "RThumb"});
  for (const std::string& name : names_of("mixamo")) BOOST_TEST(name.starts_with("mixamorig:"));
  BOOST_TEST(names_of("mixamo").size() == 22u);
  BOOST_TEST(names_of("vrm")[1] == "leftUpperLeg");
}

BOOST_AUTO_TEST_CASE(names_are_different_and_left_mirrors_right) {
  for (const pose::Rig& rig : pose::rigs()) {
    std::set<std::string> seen;
    const auto joints = pose::rig_joints(rig, adult());
    for (const RigJoint& joint : joints)
      BOOST_TEST(seen.insert(joint.name).second, rig.name << ": " << joint.name);
    for (std::size_t i = 0; i < pose::kBodyParts; ++i) {
      std::string name(rig.parts[i]), theirs(pose::name_of(static_cast<BodyPart>(i)));
      const bool is_left = theirs.starts_with("left"), is_right = theirs.starts_with("right");
      const auto has = [&](const char* a, const char* b) {
        return name.find(a) != std::string::npos || name.find(b) != std::string::npos;
      };
      BOOST_TEST(has("Left", "left") == is_left, name);
      BOOST_TEST(has("Right", "right") == is_right, name);
    }
  }
}

BOOST_AUTO_TEST_CASE(stiff_joints_do_not_move_parts) {
  const pose::BodyShape shape = adult();
  for (const pose::Rig& rig : pose::rigs()) {
    const auto joints = pose::rig_joints(rig, shape);
    std::vector<Vec3> places;
    std::size_t tips = 0;
    for (const RigJoint& joint : joints) {
      BOOST_REQUIRE(joint.parent < static_cast<int>(places.size()));
      places.push_back(joint.parent < 0
                           ? Vec3{}
                           : places[static_cast<std::size_t>(joint.parent)] + joint.offset);
    }
    std::array<Vec3, pose::kBodyParts> wanted{};
    for (std::size_t i = 1; i < pose::kBodyParts; ++i)
      wanted[i] = wanted[static_cast<std::size_t>(pose::kBodyParents[i])] + shape.offsets[i];
    for (std::size_t j = 0; j < joints.size(); ++j) {
      const std::size_t part = index_of(joints[j].part);
      if (joints[j].kind == RigJoint::Kind::part)
        BOOST_TEST(length(places[j] - wanted[part]) <= 1e-12, joints[j].name);
      if (joints[j].kind == RigJoint::Kind::tip && !joints[j].name.ends_with("Thumb_End")) {
        BOOST_TEST(length(places[j] - wanted[part] - shape.tips[part]) <= 1e-12, joints[j].name);
        ++tips;
      }
    }
    BOOST_TEST(tips == 5u);
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_rig_is_refused_by_name) {
  BOOST_TEST(&pose::find_rig("vrm") == &pose::rigs()[3]);
  check_throws<ValueError>([] { pose::find_rig("Mixamo"); },
                           "there is no rig 'Mixamo'; expected default, mixamo, cmu, vrm");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test

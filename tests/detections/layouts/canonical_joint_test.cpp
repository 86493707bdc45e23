#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "pose/detections/layouts/registry.h"

namespace posegrad::pose::detections {
namespace {

void check(const std::string& spelling, const std::string& joint) {
  BOOST_TEST_INFO(spelling);
  BOOST_TEST(canonical_joint(spelling).value_or("nothing") == joint);
}

BOOST_AUTO_TEST_SUITE(canonical_joints)

BOOST_AUTO_TEST_CASE(sides_and_parts_come_in_any_order_and_case) {
  for (const char* spelling :
       {"LShoulder", "left_shoulder", "l_sho", "lsho", "shoulder.L", "Left Shoulder",
        "leftShoulder", "LEFT_SHOULDER", "shoulder_left", "ShoulderLeft", "shoulderleft",
        "left-shoulder", "L_Sho", "lShoulder", "left/shoulder", "PoseLandmark.LEFT_SHOULDER",
        "left shoulder joint", "lshoulder"})
    check(spelling, "left shoulder");
  check("RAnkle", "right ankle");
  check("right_ankle", "right ankle");
  check("Rknee", "right knee");  // as Halpe writes it among "LKnee"
  check("rwri", "right wrist");
  check("LHip", "left hip");
  check("leftEye", "left eye");
  check("LEye", "left eye");
  check("leye", "left eye");
  check("rear", "right ear");
  check("lear", "left ear");
  check("RBigToe", "right big toe");
  check("left_small_toe", "left small toe");
  check("rbigtoe", "right big toe");
  check("left eye (inner)", "left eye inner");
  check("RIGHT_FOOT_INDEX", "right toe");
  check("hip_left", "left hip");
  check("left_clavicle", "left collar");
}

BOOST_AUTO_TEST_CASE(joints_of_the_middle_have_many_names) {
  const std::vector<std::pair<const char*, const char*>> names{
      {"nose", "nose"},
      // Apple's Vision, BVH
      {"left_shoulder_1_joint", "left shoulder"},
      {"left_forearm_joint", "left elbow"},
      {"right_upLeg_joint", "right hip"},
      {"RightLeg", "right knee"},
      {"neck_1_joint", "neck"},
      {"Nose", "nose"},
      {"head_bottom", "upper neck"},
      {"UpperNeck", "upper neck"},
      {"neck", "neck"},
      {"neck_base", "neck"},
      {"Neck/Nose", "jaw"},
      {"jaw", "jaw"},
      {"chin", "jaw"},
      {"thorax", "thorax"},
      {"chest", "thorax"},
      {"SpineShoulder", "thorax"},
      {"center shoulder", "thorax"},
      {"spine", "spine"},
      {"SpineMid", "spine"},
      {"SPINE_NAVEL", "spine"},
      {"pelvis", "pelvis"},
      {"mid_hip", "pelvis"},
      {"MidHip", "pelvis"},
      {"midhip", "pelvis"},
      {"root", "pelvis"},
      {"hip", "pelvis"},
      {"Hip", "pelvis"},
      {"SpineBase", "pelvis"},
      {"BodyCenter", "pelvis"},
      {"head", "head"},
      {"head_center", "head"},
      {"head_top", "head top"},
      {"head top", "head top"},
      {"HeadTop", "head top"},
      {"headtop", "head top"},
      {"top_head", "head top"},
      {"top of the head", "head top"}};
  for (const auto& [spelling, joint] : names) check(spelling, joint);
}

BOOST_AUTO_TEST_CASE(what_is_no_joint_of_ours_is_nothing) {
  for (const char* spelling : {"",
                               " ",
                               "0",
                               "17",
                               "point 3",
                               "left",
                               "L",
                               "ankle1",
                               "left_hip_extra",
                               "hombro izquierdo",
                               "tail",
                               "snout",
                               "left_right_hip",
                               "shoulder",
                               "knee",
                               "left nose",
                               "left_pelvis",
                               "x",
                               "likelihood",
                               "face-12",
                               "left_thumb1",
                               "left_hand_root",
                               "lip",
                               "leg",
                               "l",
                               "\xE8\x86\x9D",
                               "a b c d e f g h i j k l m n"})
    check(spelling, "nothing");
}

BOOST_AUTO_TEST_CASE(canonical_names_are_their_own) {
  for (const std::string& part : registry().central_parts) check(part, part);
  for (const std::string& part : registry().sided_parts)
    for (const std::string side : {"left ", "right "}) check(side + part, side + part);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections

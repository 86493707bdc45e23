#include "pose/data/mocap/rig.h"

namespace posegrad::pose::mocap {
namespace {

// In the form of a user's own file. `thorax` is the joint where the neck begins, 4 to 6 cm above
// the middle of the shoulders, `ears` what lies at their height, 15 cm above it.
constexpr std::array<std::string_view, 11> kRigs{
    // The CMU data base as BVH for MotionBuilder. Its neck begins below the shoulders, its Head
    // bone ends above the ears.
    R"({"name": "CMU for MotionBuilder", "joints": {
        "hip": ["LHipJoint", "RHipJoint"],
        "right hip": "RightUpLeg", "right knee": "RightLeg", "right ankle": "RightFoot",
        "right shoulder": "RightArm", "right elbow": "RightForeArm", "right wrist": "RightHand",
        "left hip": "LeftUpLeg", "left knee": "LeftLeg", "left ankle": "LeftFoot",
        "left shoulder": "LeftArm", "left elbow": "LeftForeArm", "left wrist": "LeftHand",
        "spine": ["Spine", "Spine1"], "thorax": "Neck1", "ears": ["Head", "Head_End"]}})",
    // Mixamo, MotionBuilder's own names, LAFAN1.
    R"({"name": "Mixamo", "joints": {
        "right hip": "RightUpLeg", "right knee": "RightLeg", "right ankle": "RightFoot",
        "right shoulder": "RightArm", "right elbow": "RightForeArm", "right wrist": "RightHand",
        "left hip": "LeftUpLeg", "left knee": "LeftLeg", "left ankle": "LeftFoot",
        "left shoulder": "LeftArm", "left elbow": "LeftForeArm", "left wrist": "LeftHand",
        "spine": ["Spine1", "Spine2"], "thorax": "Neck", "ears": "Head"}})",
    R"({"name": "MotionBuilder with two spines", "joints": {
        "right hip": "RightUpLeg", "right knee": "RightLeg", "right ankle": "RightFoot",
        "right shoulder": "RightArm", "right elbow": "RightForeArm", "right wrist": "RightHand",
        "left hip": "LeftUpLeg", "left knee": "LeftLeg", "left ankle": "LeftFoot",
        "left shoulder": "LeftArm", "left elbow": "LeftForeArm", "left wrist": "LeftHand",
        "spine": "Spine1", "thorax": "Neck", "ears": "Head"}})",
    R"({"name": "MotionBuilder with one spine", "joints": {
        "right hip": "RightUpLeg", "right knee": "RightLeg", "right ankle": "RightFoot",
        "right shoulder": "RightArm", "right elbow": "RightForeArm", "right wrist": "RightHand",
        "left hip": "LeftUpLeg", "left knee": "LeftLeg", "left ankle": "LeftFoot",
        "left shoulder": "LeftArm", "left elbow": "LeftForeArm", "left wrist": "LeftHand",
        "spine": "Spine", "thorax": "Neck", "ears": "Head"}})",
    // Xsens; the CMU data base as BVH for 3ds Max; Biovision's own.
    R"({"name": "Xsens", "joints": {
        "right hip": "RightHip", "right knee": "RightKnee", "right ankle": "RightAnkle",
        "right shoulder": "RightShoulder", "right elbow": "RightElbow", "right wrist": "RightWrist",
        "left hip": "LeftHip", "left knee": "LeftKnee", "left ankle": "LeftAnkle",
        "left shoulder": "LeftShoulder", "left elbow": "LeftElbow", "left wrist": "LeftWrist",
        "spine": ["Chest2", "Chest3"], "thorax": "Neck", "ears": "Head"}})",
    R"({"name": "3ds Max with two chests", "joints": {
        "right hip": "RightHip", "right knee": "RightKnee", "right ankle": "RightAnkle",
        "right shoulder": "RightShoulder", "right elbow": "RightElbow", "right wrist": "RightWrist",
        "left hip": "LeftHip", "left knee": "LeftKnee", "left ankle": "LeftAnkle",
        "left shoulder": "LeftShoulder", "left elbow": "LeftElbow", "left wrist": "LeftWrist",
        "spine": ["Chest", "Chest2"], "thorax": "Neck", "ears": "Head"}})",
    R"({"name": "3ds Max", "joints": {
        "right hip": "RightHip", "right knee": "RightKnee", "right ankle": "RightAnkle",
        "right shoulder": "RightShoulder", "right elbow": "RightElbow", "right wrist": "RightWrist",
        "left hip": "LeftHip", "left knee": "LeftKnee", "left ankle": "LeftAnkle",
        "left shoulder": "LeftShoulder", "left elbow": "LeftElbow", "left wrist": "LeftWrist",
        "spine": "Chest", "thorax": "Neck", "ears": "Head"}})",
    R"({"name": "Biovision", "joints": {
        "right hip": "RightUpLeg", "right knee": "RightLowLeg", "right ankle": "RightFoot",
        "right shoulder": "RightUpArm", "right elbow": "RightLowArm", "right wrist": "RightHand",
        "left hip": "LeftUpLeg", "left knee": "LeftLowLeg", "left ankle": "LeftFoot",
        "left shoulder": "LeftUpArm", "left elbow": "LeftLowArm", "left wrist": "LeftHand",
        "spine": "Chest", "thorax": "Neck", "ears": "Head"}})",
    // The CMU data base as BVH for Daz and Poser.
    R"({"name": "Daz", "joints": {
        "right hip": "rThigh", "right knee": "rShin", "right ankle": "rFoot",
        "right shoulder": "rShldr", "right elbow": "rForeArm", "right wrist": "rHand",
        "left hip": "lThigh", "left knee": "lShin", "left ankle": "lFoot",
        "left shoulder": "lShldr", "left elbow": "lForeArm", "left wrist": "lHand",
        "spine": "chest", "thorax": "neck", "ears": "head"}})",
    R"({"name": "Unity humanoid", "joints": {
        "right hip": "RightUpperLeg", "right knee": "RightLowerLeg", "right ankle": "RightFoot",
        "right shoulder": "RightUpperArm", "right elbow": "RightLowerArm", "right wrist": "RightHand",
        "left hip": "LeftUpperLeg", "left knee": "LeftLowerLeg", "left ankle": "LeftFoot",
        "left shoulder": "LeftUpperArm", "left elbow": "LeftLowerArm", "left wrist": "LeftHand",
        "spine": ["Spine", "Chest"], "thorax": "Neck", "ears": "Head"}})",
    // The CMU data base as it came: the bones of its ASF files.
    R"({"name": "CMU Acclaim", "joints": {
        "right hip": "rfemur", "right knee": "rtibia", "right ankle": "rfoot",
        "right shoulder": "rhumerus", "right elbow": "rradius", "right wrist": "rwrist",
        "left hip": "lfemur", "left knee": "ltibia", "left ankle": "lfoot",
        "left shoulder": "lhumerus", "left elbow": "lradius", "left wrist": "lwrist",
        "spine": ["upperback", "thorax"], "thorax": "upperneck", "ears": ["head", "head_End"]}})"};

}  // namespace

std::span<const Rig> known_rigs() {
  static const std::vector<Rig> rigs = [] {
    std::vector<Rig> parsed;
    for (const std::string_view json : kRigs) parsed.push_back(parse_rig(json, "known rigs"));
    return parsed;
  }();
  return rigs;
}

}  // namespace posegrad::pose::mocap

#include "tests/mocap/posed_rigs.h"

#include <random>

#include "pose/data/synth/motion.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::test {

using namespace pose::mocap;
using pose::views::Body;

namespace {

constexpr std::array<const char*, 6> kOrders{"ZXY", "XYZ", "YZX", "ZYX", "YXZ", "XZY"};

}  // namespace

Motion invented_motion(std::size_t kind, std::size_t frames) {
  namespace synth = pose::synth;
  const synth::BodyShape shape = synth::body_shape("S5");
  synth::Random random(5, {kind});
  const double seconds = static_cast<double>(frames) / 50;
  const auto motion = synth::motion_kinds()[kind].make(shape, random, seconds + 1);
  const std::vector<Index> kept = pose::kept_joints(32, pose::h36m_removed_joints());
  Motion result;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const synth::BodyPoints points = synth::solve(shape, motion(static_cast<double>(frame) / 50));
    Body& body = result.emplace_back();
    for (std::size_t i = 0; i < kJoints; ++i)
      body[i] = points.joints[static_cast<std::size_t>(kept[i])];
    for (std::size_t i = 0; i < kFacePoints; ++i) body[kJoints + i] = points.face[i];
  }
  return result;
}

Targets standing_t() {
  Targets t{};
  const auto both = [&](Point right, Point left, Vec3 place) {
    t[right] = place;
    t[left] = {-place.x, place.y, place.z};
  };
  t[hip] = {0, 0, 0.95};
  both(right_hip, left_hip, {0.1, 0, 0.9});
  both(right_knee, left_knee, {0.1, 0, 0.5});
  both(right_ankle, left_ankle, {0.1, 0, 0.1});
  t[spine] = {0, 0, 1.2};
  t[thorax] = {0, 0, 1.45};
  both(right_shoulder, left_shoulder, {0.18, 0, 1.4});
  both(right_elbow, left_elbow, {0.45, 0, 1.4});
  both(right_wrist, left_wrist, {0.7, 0, 1.4});
  t[kEars] = {0, 0, 1.55};
  t[neck] = {0, 0.07, 1.54};
  t[head] = {0, 0.01, 1.65};
  t[nose] = {0, 0.1, 1.55};
  both(right_eye, left_eye, {0.03, 0.09, 1.58});
  both(right_ear, left_ear, {0.07, 0, 1.55});
  return t;
}

Targets targets_of(const Body& body) {
  Targets targets{};
  std::copy(body.begin(), body.end(), targets.begin());
  targets[kEars] = 0.5 * (body[left_ear] + body[right_ear]);
  return targets;
}

std::vector<RigPoint> whole_body() {
  const std::map<std::size_t, std::size_t> parents{{right_hip, hip},
                                                   {right_knee, right_hip},
                                                   {right_ankle, right_knee},
                                                   {left_hip, hip},
                                                   {left_knee, left_hip},
                                                   {left_ankle, left_knee},
                                                   {spine, hip},
                                                   {thorax, spine},
                                                   {neck, thorax},
                                                   {head, neck},
                                                   {left_shoulder, thorax},
                                                   {left_elbow, left_shoulder},
                                                   {left_wrist, left_elbow},
                                                   {right_shoulder, thorax},
                                                   {right_elbow, right_shoulder},
                                                   {right_wrist, right_elbow},
                                                   {nose, neck},
                                                   {left_eye, neck},
                                                   {right_eye, neck},
                                                   {left_ear, neck},
                                                   {right_ear, neck}};
  std::vector<RigPoint> points{{"p0", -1, hip}};
  for (std::size_t i = 1; i < kPoints; ++i)
    points.push_back({"p" + std::to_string(i), static_cast<int>(parents.at(i)), i});
  return points;
}

std::vector<RigPoint> mixamo() {
  std::vector<RigPoint> points{{"Hips", -1, hip},
                               {"Spine1", 0, spine},
                               {"Spine2", 1, spine},
                               {"Neck", 2, thorax},
                               {"Head", 3, kEars},
                               {"RightUpLeg", 0, right_hip},
                               {"RightLeg", 5, right_knee},
                               {"RightFoot", 6, right_ankle},
                               {"LeftUpLeg", 0, left_hip},
                               {"LeftLeg", 8, left_knee},
                               {"LeftFoot", 9, left_ankle},
                               {"RightArm", 3, right_shoulder},
                               {"RightForeArm", 11, right_elbow},
                               {"RightHand", 12, right_wrist},
                               {"LeftArm", 3, left_shoulder},
                               {"LeftForeArm", 14, left_elbow},
                               {"LeftHand", 15, left_wrist}};
  for (RigPoint& point : points) point.name = "mixamorig:" + point.name;
  return points;
}

std::string bvh_of(const std::vector<RigPoint>& points, const Motion& motion, double fps,
                   const FileSpace& space, const std::vector<Matrix>& head_turns) {
  const Targets rest = standing_t(), first = targets_of(motion.front());
  std::vector<BvhJoint> joints;
  std::vector<int> joint_of;
  for (const RigPoint& point : points) {
    const auto parent = static_cast<std::size_t>(std::max(point.parent, 0));
    const Vec3 bone = rest[point.target] - rest[points[parent].target];
    if (point.parent < 0) {
      joints.push_back({point.name, -1, {}, "yxz"});
    } else if (length(bone) == 0) {
      joints.push_back({point.name, joint_of[parent], {}, ""});
    } else {
      const double size = length(first[point.target] - first[points[parent].target]);
      const bool turns = point.target == kEars && !head_turns.empty();
      joints.push_back({point.name + "_turn", joint_of[parent], {}, kOrders[joints.size() % 6]});
      joints.push_back({point.name, static_cast<int>(joints.size()) - 1,
                        space.in_file(size * unit(bone)), turns ? "YXZ" : ""});
    }
    joint_of.push_back(static_cast<int>(joints.size()) - 1);
  }
  std::vector<Row> rows;
  for (std::size_t frame = 0; frame < motion.size(); ++frame) {
    const Targets now = targets_of(motion[frame]);
    Row& row = rows.emplace_back();
    std::vector<Matrix> turned;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const RigPoint& point = points[i];
      if (point.parent < 0) {
        const Vec3 root = space.in_file(now[point.target]);
        row.insert(row.end(), {root.y, root.x, root.z});
        turned.push_back(kNoTurn);
        continue;
      }
      const auto parent = static_cast<std::size_t>(point.parent);
      turned.push_back(turned[parent]);
      const BvhJoint& joint = joints[static_cast<std::size_t>(joint_of[i])];
      if (length(joint.offset) == 0) continue;
      const auto add = [&](const Matrix& wanted, const std::string& order) {
        for (const double angle : angles_of(transposed(turned[i]) * wanted, order))
          row.push_back(angle);
        turned[i] = wanted;
      };
      add(turn_between(joint.offset, space.in_file(now[point.target] - now[points[parent].target])),
          joints[static_cast<std::size_t>(joint_of[i]) - 1].channels);
      if (!joint.channels.empty()) add(head_turns[frame], joint.channels);
    }
  }
  return bvh_text(joints, rows, 1 / fps, space.in_file({0, 0, 0.1}));
}

AcclaimFiles acclaim_of(const Motion& motion, const FileSpace& space) {
  struct Part {
    const char* name;
    int parent;
    std::size_t from, to;  // targets; the same: a bone without length
  };
  const std::vector<Part> parts{{"rhipjoint", -1, hip, right_hip},
                                {"rfemur", 0, right_hip, right_knee},
                                {"rtibia", 1, right_knee, right_ankle},
                                {"rfoot", 2, right_ankle, right_ankle},
                                {"lhipjoint", -1, hip, left_hip},
                                {"lfemur", 4, left_hip, left_knee},
                                {"ltibia", 5, left_knee, left_ankle},
                                {"lfoot", 6, left_ankle, left_ankle},
                                {"lowerback", -1, hip, spine},
                                {"upperback", 8, spine, spine},
                                {"thorax", 9, spine, thorax},
                                {"lowerneck", 10, thorax, thorax},
                                {"upperneck", 11, thorax, kEars},
                                {"head", 12, kEars, kEars},
                                {"rclavicle", 10, thorax, right_shoulder},
                                {"rhumerus", 14, right_shoulder, right_elbow},
                                {"rradius", 15, right_elbow, right_wrist},
                                {"rwrist", 16, right_wrist, right_wrist},
                                {"lclavicle", 10, thorax, left_shoulder},
                                {"lhumerus", 18, left_shoulder, left_elbow},
                                {"lradius", 19, left_elbow, left_wrist},
                                {"lwrist", 20, left_wrist, left_wrist}};
  const Targets rest = standing_t(), first = targets_of(motion.front());
  std::mt19937 random(11);
  std::uniform_real_distribution<double> angle(-180, 180);
  std::vector<AsfBone> bones;
  for (const Part& part : parts) {
    const Vec3 reach = space.in_file(rest[part.to] - rest[part.from]);
    const bool turns = length(reach) > 0;
    bones.push_back({part.name,
                     part.parent,
                     turns ? unit(reach) : Vec3{0, 1, 0},
                     length(space.in_file(first[part.to] - first[part.from])),
                     {angle(random), angle(random), angle(random)},
                     kOrders[bones.size() % 6],
                     turns ? "XYZ" : ""});
  }
  std::vector<Row> rows;
  for (const Body& body : motion) {
    const Targets now = targets_of(body);
    const Vec3 root = space.in_file(now[hip]);
    Row& row = rows.emplace_back(Row{root.x, root.y, root.z, 0, 0, 0});
    std::vector<Matrix> turned;
    for (std::size_t i = 0; i < bones.size(); ++i) {
      const Matrix around =
          parts[i].parent < 0 ? kNoTurn : turned[static_cast<std::size_t>(parts[i].parent)];
      turned.push_back(around);
      if (bones[i].freedoms.empty()) continue;
      turned[i] =
          turn_between(bones[i].direction, space.in_file(now[parts[i].to] - now[parts[i].from]));
      const Matrix axis = asf_axis(bones[i]);
      // About fixed axes, x first: R_z R_y R_x.
      const auto zyx = angles_of(transposed(axis) * transposed(around) * turned[i] * axis, "ZYX");
      row.insert(row.end(), {zyx[2], zyx[1], zyx[0]});
    }
  }
  return {asf_text(bones), amc_text(bones, rows)};
}

}  // namespace posegrad::test

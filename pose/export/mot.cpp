#include "pose/export/mot.h"

#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pose/body/joint_angles.h"
#include "pose/export/opensim_axes.h"
#include "pose/formats/atomic_file.h"

namespace posegrad::pose {
namespace {

// Of Rajagopal2015.osim: from the middle of the hip joints to where its pelvis begins, and how far
// apart they are; metres.
constexpr Vec3 kPelvisFromHips{0.056276, 0.07849, 0};
constexpr double kHipDistance = 2 * 0.07726;

struct MotColumn {
  std::string name;
  std::vector<double> values;
};

/// Where the model's pelvis is in each frame, metres.
std::vector<Vec3> pelvis_places(const BodyMotion& motion) {
  const auto& offsets = motion.shape.offsets;
  const Vec3 left = offsets[index_of(BodyPart::left_thigh)],
             right = offsets[index_of(BodyPart::right_thigh)];
  const double scale = length(left - right) / kHipDistance;
  const Vec3 up = scale * kPelvisFromHips;  // OpenSim's axes; x is forward, z of the stage
  const Vec3 from_hips = 0.5 * (left + right) + Vec3{-up.z, up.y, up.x};
  std::vector<Vec3> places;
  for (const BodyPose& pose : motion.frames)
    places.push_back(
        opensim_of(pose.position + rotate(pose.turns[index_of(BodyPart::hips)], from_hips)));
  return places;
}

class MotColumns {
 public:
  explicit MotColumns(const BodyMotion& motion) : motion_(motion) {}

  void add(std::string name, std::vector<double> values, double sign = 1) {
    for (double& value : values) value *= sign;
    list_.push_back({std::move(name), std::move(values)});
  }
  void zeros(std::string name) {
    list_.push_back({std::move(name), std::vector<double>(motion_.frames.size(), 0.0)});
  }
  TurnAngles angles(const std::vector<Quaternion>& turns) const {
    return turn_angles(turns, TurnOrder::zxy, motion_.fps);
  }
  const std::vector<MotColumn>& list() const { return list_; }

 private:
  const BodyMotion& motion_;
  std::vector<MotColumn> list_;
};

void add_mot_pelvis(MotColumns& columns, const BodyMotion& motion, const JointTurns& turns) {
  TurnAngles pelvis = columns.angles(turns.pelvis);
  columns.add("pelvis_tilt", std::move(pelvis.first));
  columns.add("pelvis_list", std::move(pelvis.second));
  columns.add("pelvis_rotation", std::move(pelvis.third));
  const std::vector<Vec3> places = pelvis_places(motion);
  for (const auto& [name, axis] :
       {std::pair{"pelvis_tx", &Vec3::x}, std::pair{"pelvis_ty", &Vec3::y},
        std::pair{"pelvis_tz", &Vec3::z}}) {
    std::vector<double> values;
    for (const Vec3& place : places) values.push_back(place.*axis);
    columns.add(name, std::move(values));
  }
}

void add_mot_leg(MotColumns& columns, const JointTurns::Side& side, char letter) {
  const auto name = [&](std::string_view stem) { return fmt::format("{}_{}", stem, letter); };
  TurnAngles hip = columns.angles(side.hip);
  columns.add(name("hip_flexion"), std::move(hip.first));
  columns.add(name("hip_adduction"), std::move(hip.second));
  columns.add(name("hip_rotation"), std::move(hip.third));
  columns.add(name("knee_angle"), columns.angles(side.knee).first, -1);
  columns.add(name("ankle_angle"), columns.angles(side.ankle).first);
  columns.zeros(name("subtalar_angle"));
  columns.zeros(name("mtp_angle"));
}

void add_mot_arm(MotColumns& columns, const JointTurns::Side& side, char letter) {
  const auto name = [&](std::string_view stem) { return fmt::format("{}_{}", stem, letter); };
  TurnAngles arm = columns.angles(side.shoulder);
  columns.add(name("arm_flex"), std::move(arm.first));
  columns.add(name("arm_add"), std::move(arm.second));
  columns.add(name("arm_rot"), std::move(arm.third));
  columns.add(name("elbow_flex"), columns.angles(side.elbow).first);
  columns.zeros(name("pro_sup"));
  columns.zeros(name("wrist_flex"));
  columns.zeros(name("wrist_dev"));
}

void append_mot_number(fmt::memory_buffer& out, double value) {
  // OpenSim reads NaN; a number of six decimals is finer than any joint.
  const double rounded = std::round(value * 1e6) / 1e6;
  fmt::format_to(std::back_inserter(out), "\t{:.6f}", rounded == 0 ? 0.0 : rounded);
}

}  // namespace

std::string mot(const BodyMotion& motion, const std::string& path) {
  const JointTurns turns = joint_turns(motion, path);
  MotColumns columns(motion);
  add_mot_pelvis(columns, motion, turns);
  add_mot_leg(columns, turns.right, 'r');
  add_mot_leg(columns, turns.left, 'l');
  TurnAngles trunk = columns.angles(turns.trunk);
  columns.add("lumbar_extension", std::move(trunk.first));
  columns.add("lumbar_bending", std::move(trunk.second));
  columns.add("lumbar_rotation", std::move(trunk.third));
  add_mot_arm(columns, turns.right, 'r');
  add_mot_arm(columns, turns.left, 'l');

  fmt::memory_buffer out;
  fmt::format_to(std::back_inserter(out),
                 "Coordinates\nversion=1\nnRows={}\nnColumns={}\ninDegrees=yes\n\n"
                 "Units are S.I. units (second, meters, Newtons, ...)\n"
                 "Angles are in degrees.\n\nendheader\ntime",
                 motion.frames.size(), columns.list().size() + 1);
  for (const MotColumn& column : columns.list())
    fmt::format_to(std::back_inserter(out), "\t{}", column.name);
  out.push_back('\n');
  for (std::size_t t = 0; t < motion.frames.size(); ++t) {
    fmt::format_to(std::back_inserter(out), "{:.6f}", static_cast<double>(t) / motion.fps);
    for (const MotColumn& column : columns.list()) append_mot_number(out, column.values[t]);
    out.push_back('\n');
  }
  return fmt::to_string(out);
}

void write_mot(const BodyMotion& motion, const std::string& path) {
  formats::write_file(path, mot(motion, path));
}

}  // namespace posegrad::pose

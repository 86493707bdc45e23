// Writes hand-made motions as BVH and glTF into the folder that the first argument names, and what
// other programs should find in them: expected.json.
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pose/export/bvh.h"
#include "pose/export/gltf.h"
#include "pose/export/people_names.h"
#include "tensor/error.h"
#include "tests/export/hand_made.h"

using namespace posegrad;
using nlohmann::json;

namespace {

/// All joints of a rig that have a place in places_of: name and its number there.
json joints_of(const pose::Rig& rig, bool with_tips) {
  json joints = json::array();
  for (std::size_t i = 0; i < pose::kBodyParts; ++i)
    joints.push_back({{"name", rig.parts[i]}, {"place", i}});
  if (!with_tips) return joints;
  for (const pose::RigJoint& joint : pose::rig_joints(rig, test::adult()))
    for (std::size_t i = 0; i < test::kTipped.size(); ++i)
      if (joint.kind == pose::RigJoint::Kind::tip && joint.part == test::kTipped[i] &&
          !joint.name.ends_with("Thumb_End"))
        joints.push_back({{"name", joint.name}, {"place", pose::kBodyParts + i}});
  return joints;
}

json places(const pose::BodyMotion& motion) {
  json frames = json::array();
  for (std::size_t frame = 0; frame < motion.frames.size(); ++frame) {
    json row = json::array();
    for (const pose::Vec3 place : test::places_of(motion, frame))
      row.insert(row.end(), {place.x, place.y, place.z});
    frames.push_back(row);
  }
  return frames;
}

json bvh_file(const pose::BodyMotion& motion, const pose::Rig& rig, const std::string& folder) {
  const std::string name = fmt::format("{}_{}.bvh", motion.name, rig.name);
  pose::write_bvh(motion, {.rig = &rig}, folder + "/" + name);
  return {{"file", name},
          {"fps", motion.fps},
          {"unit", rig.bvh_unit},
          {"skip", rig.bvh_rest_first ? 1 : 0},
          {"order", rig.bvh_turns},
          {"joints", joints_of(rig, false)},
          {"places", places(motion)}};
}

json glb_file(const std::string& name, const std::vector<pose::BodyMotion>& people,
              const pose::Rig& rig, const std::string& folder) {
  pose::write_gltf(people, {.rig = &rig, .generator = "posegrad test"}, folder + "/" + name);
  double start = 1e300;
  for (const pose::BodyMotion& motion : people)
    start = std::min(start, static_cast<double>(motion.frame_numbers.front()) / motion.fps);
  json expected{{"file", name}, {"joints", joints_of(rig, true)}, {"people", json::array()}};
  const std::vector<std::string> names = pose::people_names(people);
  for (std::size_t i = 0; i < people.size(); ++i) {
    json times = json::array();
    for (const Index frame : people[i].frame_numbers)
      times.push_back(static_cast<double>(frame) / people[i].fps - start);
    expected["people"].push_back({{"name", names[i]},
                                  {"fps", people[i].fps},
                                  {"first_frame", people[i].frame_numbers.front()},
                                  {"times", times},
                                  {"places", places(people[i])}});
  }
  return expected;
}

void write_all(const std::string& folder) {
  json expected{{"bvh", json::array()}, {"glb", json::array()}};
  for (const pose::BodyMotion& motion : test::hand_made_motions())
    for (const pose::Rig& rig : pose::rigs())
      expected["bvh"].push_back(bvh_file(motion, rig, folder));
  if (pose::can_write_gltf()) {
    const auto glb = [&](const std::string& name, const std::vector<pose::BodyMotion>& people,
                         const char* rig) {
      expected["glb"].push_back(glb_file(name, people, pose::find_rig(rig), folder));
    };
    for (const pose::BodyMotion& motion : test::hand_made_motions())
      glb(motion.name + ".glb", {motion}, "default");
    for (const pose::Rig& rig : pose::rigs())
      glb(fmt::format("rig_{}.glb", rig.name), {test::hand_made("walk")}, rig.name.data());
    std::vector<pose::BodyMotion> people{test::hand_made("walk"), test::hand_made("cartwheel"),
                                         test::hand_made("turns"), test::hand_made("walk")};
    people[0].frame_numbers.back() += 7;  // a gap
    for (std::size_t i = 0; i < people.size(); ++i)
      for (pose::BodyPose& pose : people[i].frames)
        pose.position.x += 2.0 * static_cast<double>(i);  // nobody stands in another
    people[1].name =
        "B\xc3\xa9"
        "a / \"B.\" [x]: </script>";
    glb("people.glb", people, "default");
  }
  std::ofstream(folder + "/expected.json") << expected.dump();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_exports FOLDER\n");
    return 2;
  }
  try {
    write_all(argv[1]);
  } catch (const Error& error) {
    std::fprintf(stderr, "write_exports: %s\n", error.what());
    return 1;
  }
  return 0;
}

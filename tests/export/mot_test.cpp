#include "pose/export/mot.h"

#include <cmath>
#include <filesystem>
#include <map>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/body/posed_body.h"
#include "tests/export/cells.h"
#include "tests/mocap/turns.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;
using enum BodyPart;

/// The columns of a motion file by their names.
struct ReadMot {
  std::map<std::string, std::string> header;
  std::vector<std::string> names;
  std::vector<std::map<std::string, double>> rows;
};

ReadMot read_mot(const std::string& text) {
  ReadMot file;
  const auto lines = lines_of(text);
  BOOST_TEST(lines.at(0) == "Coordinates");
  std::size_t at = 1;
  for (; lines.at(at) != "endheader"; ++at) {
    const std::size_t equals = lines[at].find('=');
    if (equals != std::string::npos)
      file.header[lines[at].substr(0, equals)] = lines[at].substr(equals + 1);
  }
  file.names = cells_of(lines.at(++at));
  for (++at; at < lines.size(); ++at) {
    const auto cells = cells_of(lines[at]);
    BOOST_REQUIRE_EQUAL(cells.size(), file.names.size());
    file.rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i)
      file.rows.back()[file.names[i]] = std::stod(cells[i]);
  }
  return file;
}

/// The pose of Rajagopal2015.osim for coordinates: which way its segments point, in its axes (x
/// forward, y up, z to the right). Axes and signs are the model's file's: joints turn about z, x
/// and y; on the left, hip_adduction, hip_rotation, arm_add and arm_rot turn about -x and -y.
class Model {
 public:
  explicit Model(const std::map<std::string, double>& coordinates) : q_(coordinates) {}

  Matrix pelvis() const { return zxy("pelvis_tilt", "pelvis_list", "pelvis_rotation", 1); }
  Matrix torso() const {
    return pelvis() * zxy("lumbar_extension", "lumbar_bending", "lumbar_rotation", 1);
  }
  Matrix femur(char side) const {
    return pelvis() * zxy(of("hip_flexion", side), of("hip_adduction", side),
                          of("hip_rotation", side), side == 'r' ? 1 : -1);
  }
  // The knee bends backward where its angle grows; its small coupled turns are left out.
  Matrix tibia(char side) const { return femur(side) * turn('Z', -q_.at(of("knee_angle", side))); }
  Matrix foot(char side) const { return tibia(side) * turn('Z', q_.at(of("ankle_angle", side))); }
  Matrix humerus(char side) const {
    return torso() * zxy(of("arm_flex", side), of("arm_add", side), of("arm_rot", side),
                         side == 'r' ? 1 : -1);
  }
  Matrix ulna(char side) const { return humerus(side) * turn('Z', q_.at(of("elbow_flex", side))); }

 private:
  static std::string of(const std::string& stem, char side) { return stem + '_' + side; }
  Matrix zxy(const std::string& z, const std::string& x, const std::string& y, double sign) const {
    return turn('Z', q_.at(z)) * turn('X', sign * q_.at(x)) * turn('Y', sign * q_.at(y));
  }

  const std::map<std::string, double>& q_;
};

/// A direction of the stage in the model's axes.
Vec3 in_model(Vec3 stage) { return unit(Vec3{stage.z, stage.y, -stage.x}); }

void check_same(Vec3 found, Vec3 wanted, const std::string& what) {
  BOOST_TEST(length(found - wanted) < 1e-5,
             what << " points to " << found.x << ", " << found.y << ", " << found.z
                  << "; the body's to " << wanted.x << ", " << wanted.y << ", " << wanted.z);
}

/// That the model stands as the body does.
void check_pose(const std::map<std::string, double>& row, const BodyPose& pose) {
  const Model model(row);
  const auto parts = placed(grown_body(), pose);
  const auto along = [&](BodyPart from, BodyPart to) {
    return in_model(parts[index_of(to)].position - parts[index_of(from)].position);
  };
  const Vec3 up{0, 1, 0}, down{0, -1, 0}, right{0, 0, 1};
  check_same(model.pelvis() * right, along(left_thigh, right_thigh), "the pelvis");
  check_same(model.torso() * up, along(chest, neck), "the torso");
  check_same(model.torso() * right, along(left_collar, right_collar), "the torso's right");
  for (const bool is_left : {false, true}) {
    const char side = is_left ? 'l' : 'r';
    const auto pick = [&](BodyPart a, BodyPart b) { return is_left ? a : b; };
    const BodyPart thigh = pick(left_thigh, right_thigh), shank = pick(left_shank, right_shank),
                   foot = pick(left_foot, right_foot), toes = pick(left_toes, right_toes),
                   arm = pick(left_upper_arm, right_upper_arm),
                   forearm = pick(left_forearm, right_forearm), hand = pick(left_hand, right_hand);
    const std::string name = is_left ? "the left " : "the right ";
    check_same(model.femur(side) * down, along(thigh, shank), name + "thigh");
    check_same(model.tibia(side) * down, along(shank, foot), name + "shank");
    check_same(model.foot(side) * in_model({0, -0.06, 0.15}), along(foot, toes), name + "foot");
    check_same(model.humerus(side) * down, along(arm, forearm), name + "upper arm");
    check_same(model.ulna(side) * down, along(forearm, hand), name + "forearm");
  }
  // Where the model's hip joints are: 0.0785 m below its pelvis, of a body whose hips are as wide.
  const double scale = 0.18 / 0.15452;
  const Vec3 hips = Vec3{row.at("pelvis_tx"), row.at("pelvis_ty"), row.at("pelvis_tz")} -
                    model.pelvis() * (scale * Vec3{0.056276, 0.07849, 0});
  const Vec3 middle =
      0.5 * (parts[index_of(left_thigh)].position + parts[index_of(right_thigh)].position);
  BOOST_TEST(length(hips - Vec3{middle.z, middle.y, -middle.x}) < 1e-4);
}

BOOST_AUTO_TEST_SUITE(motion_of_opensim)

BOOST_AUTO_TEST_CASE(the_header_counts_what_follows) {
  const TemporaryFolder folder;
  write_mot(acrobat(5), folder / "a.mot");
  const ReadMot file = read_mot(read_text(folder / "a.mot"));
  BOOST_TEST(file.header.at("nRows") == std::to_string(file.rows.size()));
  BOOST_TEST(file.rows.size() == 355U);
  BOOST_TEST(file.header.at("nColumns") == std::to_string(file.names.size()));
  BOOST_TEST(file.header.at("inDegrees") == "yes");
  BOOST_TEST(file.header.at("version") == "1");
  BOOST_TEST(file.names.size() == 38U);
  BOOST_TEST(file.names[0] == "time");
  BOOST_TEST(file.rows[0].at("time") == 0);
  BOOST_TEST(std::abs(file.rows[354].at("time") - 354 / 50.0) < 1e-6);
}

BOOST_AUTO_TEST_CASE(coordinates_are_those_of_the_full_body_model) {
  const ReadMot file = read_mot(mot(motion_of({standing()}), "a.mot"));
  std::vector<std::string> wanted{"time",      "pelvis_tilt", "pelvis_list", "pelvis_rotation",
                                  "pelvis_tx", "pelvis_ty",   "pelvis_tz"};
  for (const std::string side : {"_r", "_l"})
    for (const char* stem : {"hip_flexion", "hip_adduction", "hip_rotation", "knee_angle",
                             "ankle_angle", "subtalar_angle", "mtp_angle"})
      wanted.push_back(stem + side);
  wanted.insert(wanted.end(), {"lumbar_extension", "lumbar_bending", "lumbar_rotation"});
  for (const std::string side : {"_r", "_l"})
    for (const char* stem :
         {"arm_flex", "arm_add", "arm_rot", "elbow_flex", "pro_sup", "wrist_flex", "wrist_dev"})
      wanted.push_back(stem + side);
  BOOST_TEST(file.names == wanted, boost::test_tools::per_element());
  for (const auto& [name, value] : file.rows[0])
    if (name != "pelvis_tx" && name != "pelvis_ty") BOOST_TEST(value == 0, name);
}

BOOST_AUTO_TEST_CASE(the_model_moves_as_the_body_does) {
  const BodyMotion motion = acrobat(60);
  const ReadMot file = read_mot(mot(motion, "a.mot"));
  for (std::size_t t = 0; t < motion.frames.size(); ++t) {
    // Arms and pelvis that are locked are exact for these pure turns, too.
    BOOST_TEST_CONTEXT("frame " << t) { check_pose(file.rows[t], motion.frames[t]); }
  }
}

BOOST_AUTO_TEST_CASE(the_model_takes_any_pose_of_the_body) {
  for (int n = 0; n < 200; ++n) {
    int draw = 0;
    const auto any = [&](double low, double high) {
      const double part = 0.5 + 0.5 * std::sin(12.9898 * n + 78.233 * ++draw);
      return low + part * (high - low);
    };
    BodyPose pose = standing();
    pose.position = {any(-2, 2), any(0, 1), any(-2, 2)};
    bend(pose, hips, turns("YXZ", {any(-180, 180), any(-70, 70), any(-180, 180)}));
    bend(pose, chest, turns("XZY", {any(-30, 30), any(-30, 30), any(-30, 30)}));
    for (const BodyPart part : {left_thigh, right_thigh, left_upper_arm, right_upper_arm})
      bend(pose, part, turns("XZY", {any(-120, 30), any(-70, 70), any(-60, 60)}));
    for (const BodyPart part : {left_shank, right_shank}) bend(pose, part, turn('X', any(0, 140)));
    for (const BodyPart part : {left_foot, right_foot}) bend(pose, part, turn('X', any(-20, 40)));
    bend(pose, left_forearm, turn('Y', any(-140, 0)));
    bend(pose, right_forearm, turn('Y', any(0, 140)));
    const ReadMot file = read_mot(mot(motion_of({pose}), "a.mot"));
    if (std::abs(std::abs(file.rows[0].at("pelvis_list")) - 90) < 6.01) continue;  // locked
    BOOST_TEST_CONTEXT("pose " << n) { check_pose(file.rows[0], pose); }
  }
}

BOOST_AUTO_TEST_CASE(a_bad_motion_is_refused_and_nothing_written) {
  const TemporaryFolder folder;
  const std::string path = folder / "a.mot";
  BodyMotion motion = motion_of({standing()});
  motion.fps = -2;
  check_throws<ValueError>(
      [&] { write_mot(motion, path); },
      path + ": the body moves at -2 frames per second; expected a positive number");
  BOOST_TEST(!std::filesystem::exists(path));
  const ReadMot none = read_mot(mot(motion_of({}), path));
  BOOST_TEST(none.header.at("nRows") == "0");
  BOOST_TEST(none.rows.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test

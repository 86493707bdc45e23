#include <numeric>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/data/mocap/checks.h"
#include "pose/data/mocap/rig.h"
#include "pose/formats/acclaim.h"
#include "pose/formats/bvh.h"
#include "tensor/error.h"
#include "tests/mocap/posed_rigs.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose::mocap;
namespace formats = pose::formats;

formats::RigMotion rig_of(const std::string& bvh) {
  return formats::rig_motion(formats::parse_bvh(bvh, "x.bvh"), "x.bvh");
}

/// Largest distance of these points over all frames, `found` brought to the size of `wanted`.
double largest_distance(const Motion& found, const Motion& wanted,
                        const std::vector<std::size_t>& points) {
  BOOST_TEST_REQUIRE(found.size() == wanted.size());
  const double size = leg_length(wanted) / leg_length(found);
  double largest = 0;
  for (std::size_t frame = 0; frame < found.size(); ++frame)
    for (const std::size_t point : points)
      largest = std::max(largest, length(size * found[frame][point] - wanted[frame][point]));
  return largest;
}

const std::vector<std::size_t> kLimbsAndTrunk{1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16};

const std::vector<std::size_t> kEveryPoint = [] {
  std::vector<std::size_t> points(kPoints);
  std::iota(points.begin(), points.end(), 0U);
  return points;
}();

Rig whole_rig(const std::string& more) {
  std::string joints;
  for (std::size_t i = 0; i < kPoints; ++i)
    joints += fmt::format(R"({}"{}": "p{}")", i == 0 ? "" : ", ", target_name(i), i);
  return parse_rig("{" + more + R"("joints": {)" + joints + "}}", "my.json");
}

/// The same without what stands for neck, head and face.
Rig headless_rig(const std::string& ears) {
  std::string joints;
  for (std::size_t i = 0; i < kJoints; ++i)
    if (i != neck && i != head) joints += fmt::format(R"("{}": "p{}", )", target_name(i), i);
  return parse_rig(R"({"joints": {)" + joints + R"("ears": )" + ears + "}}", "my.json");
}

Vec3 forward_of(const Body& body) {
  return unit(body[nose] - 0.5 * (body[left_ear] + body[right_ear]));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rig_clips)

BOOST_AUTO_TEST_CASE(invented_motion_comes_back_through_bvh) {
  for (std::size_t kind = 0; kind < 12; ++kind) {
    const Motion motion = invented_motion(kind, 40);
    const formats::RigMotion file = rig_of(bvh_of(mixamo(), motion, 50));
    const Rig& rig = recognised_rig(file.names, "x.bvh");
    BOOST_TEST(rig.name == "Mixamo");
    BOOST_TEST(largest_distance(motion_of(file, rig), motion, kLimbsAndTrunk) <= 1e-4);
  }
}

BOOST_AUTO_TEST_CASE(invented_motion_comes_back_through_acclaim) {
  for (std::size_t kind = 0; kind < 12; ++kind) {
    const Motion motion = invented_motion(kind, 40);
    const AcclaimFiles texts = acclaim_of(motion, {.unit = 0.0564});
    auto skeleton = formats::parse_asf(texts.asf, "x.asf");
    auto amc = formats::parse_amc(texts.amc, "x.amc", skeleton);
    const formats::RigMotion file = rig_motion(std::move(skeleton), std::move(amc), "x.amc");
    const Rig& rig = recognised_rig(file.names, "x.amc");
    BOOST_TEST(rig.name == "CMU Acclaim");
    BOOST_TEST(largest_distance(motion_of(file, rig), motion, kLimbsAndTrunk) <= 1e-4);
  }
}

BOOST_AUTO_TEST_CASE(all_points_of_a_rig_that_has_them_stay_as_they_are) {
  const Motion motion = invented_motion(4, 30);
  for (const FileSpace space : {FileSpace{0.01, 'y'}, FileSpace{0.0254, 'z'}, FileSpace{1, 'y'}}) {
    const std::string bvh = bvh_of(whole_body(), motion, 50, space);
    const std::string more = fmt::format(R"("unit": {}, "up": "{}", )", space.unit, space.up);
    const Motion found = motion_of(rig_of(bvh), whole_rig(more));
    BOOST_TEST(leg_length(found) == leg_length(motion), boost::test_tools::tolerance(1e-9));
    BOOST_TEST(largest_distance(found, motion, kEveryPoint) <= 1e-4);
    // What the file does not say is seen: up from its rest pose, the unit from its legs.
    const Motion guessed = motion_of(rig_of(bvh), whole_rig(""));
    BOOST_TEST(leg_length(guessed) == 0.81, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(largest_distance(guessed, motion, kEveryPoint) <= 1e-4);
  }
}

BOOST_AUTO_TEST_CASE(the_face_turns_with_the_head_s_joint) {
  const Motion motion = invented_motion(0, 2);
  const FileSpace space;  // y up: the T faces -z, its right is x
  const std::vector<Matrix> turns{kNoTurn, turn('Y', 40) * turn('X', -20)};
  const formats::RigMotion file = rig_of(bvh_of(mixamo(), motion, 50, space, turns));
  const Motion found = motion_of(file, recognised_rig(file.names, "x.bvh"));
  for (std::size_t frame = 0; frame < 2; ++frame) {
    const Body& body = found[frame];
    const auto in_world = [&](Vec3 v) {  // of the T's own x right, y forward, z up
      const Vec3 turned = turns[frame] * Vec3{v.x, v.z, -v.y};
      return Vec3{turned.x, -turned.z, turned.y};
    };
    const Vec3 ears = 0.5 * (body[left_ear] + body[right_ear]);
    const auto check = [&](Point point, Vec3 wanted) {
      BOOST_TEST(length(body[point] - ears - in_world(wanted)) <= 1e-9);
    };
    check(right_ear, {0.073, 0, 0});
    check(left_ear, {-0.073, 0, 0});
    check(nose, {0, 0.105, 0});
    check(right_eye, {0.032, 0.087, 0.03});
    check(left_eye, {-0.032, 0.087, 0.03});
    check(neck, {0, 0.071, -0.013});
    check(head, {0, 0.012, 0.103});
    const Vec3 wanted = leg_length(found) / leg_length(motion) * targets_of(motion[frame])[kEars];
    BOOST_TEST(length(ears - wanted) <= 1e-4);
  }
}

BOOST_AUTO_TEST_CASE(without_an_upright_rest_pose_the_face_looks_as_the_shoulders_do) {
  // The head's joint hangs on nothing that tells where it looks: the rest pose lies down.
  const Motion motion = invented_motion(0, 3);
  std::string bvh = bvh_of(whole_body(), motion, 50, {1, 'z'});
  const formats::RigMotion file = rig_of(bvh);
  Rig rig = headless_rig(R"(["p20", "p21"])");
  rig.up = 'y';  // against which the rest pose lies
  const Motion found = motion_of(file, rig);
  rig.up = 'z';
  const Motion upright = motion_of(file, rig);
  for (std::size_t frame = 0; frame < 3; ++frame) {
    const Body& body = found[frame];
    const Vec3 right = unit(body[right_shoulder] - body[left_shoulder]);
    BOOST_TEST(std::abs(dot(forward_of(body), right)) <= 1e-9);
    BOOST_TEST(dot(body[right_ear] - body[left_ear], right) > 0.13);
    const Body& other = upright[frame];
    BOOST_TEST(dot(forward_of(other), forward_of(motion[frame])) > 0.6);
  }
}

BOOST_AUTO_TEST_CASE(no_part_of_the_rest_pose_may_lie_down) {
  // The head's joint turns by 40 degrees, which counts with an upright rest pose only.
  const Motion motion = invented_motion(0, 2);
  const std::vector<Matrix> turns(2, turn('Y', 40));
  const formats::RigMotion file = rig_of(bvh_of(mixamo(), motion, 50, {}, turns));
  const Rig& rig = recognised_rig(file.names, "x.bvh");
  const auto looks_ahead = [&](const formats::RigMotion& rig_file) {
    const Body body = motion_of(rig_file, rig)[0];
    const Vec3 right = unit(body[right_shoulder] - body[left_shoulder]);
    return std::abs(dot(forward_of(body), right)) <= 1e-6;
  };
  BOOST_TEST(!looks_ahead(file));
  const auto with_moved = [&](const std::vector<std::string>& joints, Vec3 shift) {
    formats::RigMotion moved = file;
    for (std::size_t i = 0; i < moved.names.size(); ++i)
      for (const std::string& name : joints)
        if (moved.names[i] == "mixamorig:" + name)
          moved.rest[i].position = moved.rest[i].position + shift;
    return moved;
  };
  BOOST_TEST(!looks_ahead(with_moved({"Head"}, {0, 0, -1})));
  BOOST_TEST(looks_ahead(with_moved({"Head"}, {0, 0, -50})));
  BOOST_TEST(looks_ahead(with_moved({"LeftArm", "RightArm"}, {0, 0, 90})));
  BOOST_TEST(looks_ahead(with_moved({"LeftFoot", "RightFoot"}, {0, 0, 200})));
  BOOST_TEST(looks_ahead(with_moved({"LeftUpLeg"}, {0, 60, 0})));
  BOOST_TEST(
      looks_ahead(with_moved({"LeftUpLeg", "RightUpLeg", "LeftFoot", "RightFoot"}, {0, 900, 0})));
}

BOOST_AUTO_TEST_CASE(a_face_on_neck_and_head_alone) {
  // Joints 9 and 10 where a skull that looks along y has them give that skull's face back.
  std::string joints;
  for (std::size_t i = 0; i < kJoints; ++i)
    joints += fmt::format(R"({}"{}": "p{}")", i == 0 ? "" : ", ", target_name(i), i);
  const Rig rig = parse_rig(R"({"unit": 1, "up": "z", "joints": {)" + joints + "}}", "my.json");
  Body body;
  const Targets t = standing_t();
  std::copy_n(t.begin(), kPoints, body.begin());
  body[neck] = {0, 0.071, 1.6 - 0.013};
  body[head] = {0, 0.012, 1.6 + 0.103};
  const Motion standing(2, body);
  const Motion found = motion_of(rig_of(bvh_of(whole_body(), standing, 50, {1, 'z'})), rig);
  BOOST_TEST(length(found[0][neck] - body[neck]) <= 1e-9);
  BOOST_TEST(length(found[0][nose] - Vec3{0, 0.105, 1.6}) <= 1e-9);
  BOOST_TEST(length(found[0][right_ear] - Vec3{0.073, 0, 1.6}) <= 1e-9);
  BOOST_TEST(length(found[0][left_eye] - Vec3{-0.032, 0.087, 1.63}) <= 1e-9);
}

BOOST_AUTO_TEST_CASE(a_joint_that_the_file_lacks_is_named) {
  const formats::RigMotion file = rig_of(bvh_of(mixamo(), invented_motion(0, 2), 50));
  check_throws<DataError>([&] { motion_of(file, whole_rig("")); },
                          "x.bvh: there is no joint 'p0', which my.json names");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test

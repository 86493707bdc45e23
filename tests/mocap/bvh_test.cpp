#include "pose/formats/bvh.h"

#include <random>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/error.h"
#include "tests/mocap/rig_writers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using pose::formats::load_bvh;
using pose::formats::parse_bvh;
using pose::formats::Placed;
using pose::formats::RigMotion;

RigMotion rig_of(const std::string& text) {
  return pose::formats::rig_motion(parse_bvh(text, "x.bvh"), "x.bvh");
}

std::vector<Placed> placed(const RigMotion& rig, std::size_t frame) {
  std::vector<Placed> places(rig.names.size());
  rig.place(frame, places);
  return places;
}

void check_near(Vec3 found, Vec3 wanted, double tolerance = 1e-9) {
  BOOST_TEST(length(found - wanted) <= tolerance,
             fmt::format("({}, {}, {}) is not ({}, {}, {})", found.x, found.y, found.z, wanted.x,
                         wanted.y, wanted.z));
}

/// Six joints with channels of every kind; angles and positions at random.
struct RandomRig {
  std::mt19937 random{7};
  std::vector<BvhJoint> joints{{"Hips", -1, {1, 2, 3}, "xyzZXY"}, {"Spine", 0, {0, 4, 0}, "YXZ"},
                               {"Neck", 1, {0.5, 3, 0}, "XyZ"},   {"Arm", 1, {2, 1, 0}, "zXYx"},
                               {"Hand", 3, {3, 0, 0}, "ZYZ"},     {"Leg", 0, {-1, -4, 0.2}, ""}};
  std::vector<Row> rows;

  RandomRig() {
    std::uniform_real_distribution<double> angle(-180, 180), shift(-0.4, 0.4);
    for (int frame = 0; frame < 5; ++frame) {
      Row row;
      for (const BvhJoint& joint : joints)
        for (const char channel : joint.channels)
          row.push_back(std::islower(channel) ? shift(random) : angle(random));
      rows.push_back(row);
    }
  }
};

const std::string kHead =
    "HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\nCHANNELS 3 Xposition Yposition Zrotation\n";
const std::string kTree = kHead + "End Site\n{\nOFFSET 0 1 0\n}\n}\n";
const std::string kMotion = "MOTION\nFrames: 2\nFrame Time: 0.02\n1 2 3\n4 5 6\n";

void refuses(const std::string& text, const std::string& message) {
  check_throws<DataError>([&] { parse_bvh(text, "x.bvh"); }, "x.bvh: " + message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bvh)

BOOST_AUTO_TEST_CASE(joints_are_where_matrices_put_them) {
  const RandomRig rig;
  const RigMotion read = rig_of(bvh_text(rig.joints, rig.rows, 1.0 / 120, {0.1, 0.2, 0.3}));
  BOOST_TEST(read.fps == 120, boost::test_tools::tolerance(1e-12));
  BOOST_TEST_REQUIRE(read.frames == rig.rows.size());
  // In the order of the file: Spine's children before Leg.
  const std::vector<std::string> names{"Hips", "Spine",    "Neck", "Neck_End", "Arm",
                                       "Hand", "Hand_End", "Leg",  "Leg_End"};
  BOOST_TEST(read.names == names, boost::test_tools::per_element());
  for (std::size_t frame = 0; frame < read.frames; ++frame) {
    const std::vector<Placed> places = placed(read, frame);
    const std::vector<Vec3> wanted = bvh_positions(rig.joints, rig.rows[frame]);
    const std::array<std::size_t, 6> in_file{0, 1, 2, 4, 5, 7};
    for (std::size_t joint = 0; joint < wanted.size(); ++joint)
      check_near(places[in_file[joint]].position, wanted[joint]);
  }
  const std::vector<Vec3> rest = bvh_positions(rig.joints, Row(rig.rows[0].size(), 0.0));
  check_near(read.rest[5].position, rest[4]);
  check_near(read.rest[6].position - read.rest[5].position, {0.1, 0.2, 0.3});
}

BOOST_AUTO_TEST_CASE(a_turn_is_that_of_the_joint_and_all_above_it) {
  const RigMotion read =
      rig_of(bvh_text({{"a", -1, {}, "Z"}, {"b", 0, {1, 0, 0}, "X"}}, {{90, 90}}, 1));
  const std::vector<Placed> places = placed(read, 0);
  check_near(places[1].position, {0, 1, 0});
  check_near(rotate(places[1].turn, {0, 1, 0}), {0, 0, 1});  // by X up, and Z leaves that alone
  check_near(rotate(places[1].turn, {1, 0, 0}), {0, 1, 0});
  check_near(rotate(places[2].turn, {1, 0, 0}), {0, 1, 0});  // an End Site turns with its joint
}

BOOST_AUTO_TEST_CASE(positions_of_inner_joints_may_stand_in_place_of_the_offset) {
  const std::vector<BvhJoint> joints{{"a", -1, {0, 90, 0}, "xyz"}, {"b", 0, {3, 4, 0}, "xyzZ"}};
  // b's channels are its offset and a little more.
  const RigMotion instead =
      rig_of(bvh_text(joints, {{0, 91, 0, 3.1, 4, 0, 0}, {0, 92, 0, 3, 4.1, 0, 0}}, 1));
  check_near(placed(instead, 0)[0].position, {0, 91, 0});
  check_near(placed(instead, 0)[1].position, {3.1, 95, 0});
  check_near(placed(instead, 1)[1].position, {3, 96.1, 0});
  const RigMotion added =
      rig_of(bvh_text(joints, {{0, 1, 0, 0.1, 0, 0, 0}, {0, 2, 0, 0, 0.1, 0, 0}}, 1));
  check_near(placed(added, 0)[1].position, {3.1, 95, 0});
  check_near(placed(added, 1)[1].position, {3, 96.1, 0});
}

BOOST_AUTO_TEST_CASE(styles_of_writing_do_not_matter) {
  const RandomRig rig;
  const RigMotion plain = rig_of(bvh_text(rig.joints, rig.rows, 0.01));
  const auto check_same = [&](const std::string& text) {
    const RigMotion other = rig_of(text);
    BOOST_TEST(other.names == plain.names, boost::test_tools::per_element());
    for (std::size_t joint = 0; joint < plain.names.size(); ++joint)
      check_near(placed(other, 3)[joint].position, placed(plain, 3)[joint].position, 0);
  };
  for (const char* line_end : {"\n", "\r\n", "\r", " \t \n\n"})
    for (const bool brace : {false, true})
      for (const bool small : {false, true})
        check_same(bvh_text(rig.joints, rig.rows, 0.01, {0, 1, 0}, {line_end, brace, small}));
  check_same("\xEF\xBB\xBF" + bvh_text(rig.joints, rig.rows, 0.01));
}

BOOST_AUTO_TEST_CASE(names_and_roots_as_they_are) {
  const RigMotion read = rig_of(
      "HIERARCHY\nROOT The Hips \n{\nOFFSET 0 0 0\nCHANNELS 1 Xposition\n}\n"
      "ROOT mixamorig:Hips{\nOFFSET 5 0 0\n}\nMOTION\nFrames : 1\nFrame Time: 1\n+1.5e0\n");
  BOOST_TEST(read.names[0] == "The Hips");
  BOOST_TEST(read.names[1] == "mixamorig:Hips");
  check_near(placed(read, 0)[0].position, {1.5, 0, 0});
  check_near(placed(read, 0)[1].position, {5, 0, 0});
}

BOOST_AUTO_TEST_CASE(a_hierarchy_that_is_none_is_refused_by_line) {
  BOOST_TEST(parse_bvh(kTree + kMotion, "x.bvh").frames() == 2U);
  refuses("", "line 1: the file ends here; expected HIERARCHY");
  refuses("\xFF\xFEH\0I\0", "line 1: found '\\xff\\xfeH', expected HIERARCHY");
  refuses("HIERARCHY\nMOTION\n", "line 2: there is no joint before MOTION");
  refuses("HIERARCHY\nJOINT a\n", "line 2: found 'JOINT a', expected ROOT or MOTION");
  refuses("HIERARCHY\nROOT a\nOFFSET 0 0 0\n", "line 3: found 'OFFSET 0 0 0', expected {");
  refuses("HIERARCHY\nROOT\n{\n", "line 2: a joint without a name");
  refuses(kHead + "OFFSET 0 1\n", "line 6: found 'OFFSET 0 1', expected OFFSET and three numbers");
  refuses(kHead + "OFFSET 0 nan 0\n", "line 6: found 'nan', expected a finite number");
  refuses(kHead + "OFFSET 0 1,5 0\n", "line 6: found '1,5', expected a finite number");
  refuses(kHead + "CHANNELS 1 Xrotation\n", "line 6: CHANNELS of this joint again");
  refuses(kHead + "JOINT b\n{\nCHANNELS 2 Xrotation\n", "line 8: CHANNELS 2, then 1 names");
  refuses(kHead + "JOINT b\n{\nCHANNELS x Xrotation\n",
          "line 8: found 'x', expected a whole number");
  refuses(kHead + "JOINT b\n{\nCHANNELS 1 Xscale\n",
          "line 8: found channel 'Xscale', expected Xposition ... Zrotation");
  refuses(kHead + "JOINT b\n{\n}\n", "line 8: this joint ends without an OFFSET");
  refuses(kHead + "End Site\n{\nJOINT b\n", "line 8: an End Site has no joints");
  refuses(kHead + "SCALE 2\n",
          "line 6: found 'SCALE 2', expected OFFSET, CHANNELS, JOINT, End Site or }");
  refuses(kHead + "MOTION\n",
          "line 6: found 'MOTION', expected OFFSET, CHANNELS, JOINT, End Site or }");
  refuses(kTree + "}\n", "line 11: a } too many");
  refuses(kHead, "line 5: the file ends here; expected OFFSET, CHANNELS, JOINT, End Site or }");
}

BOOST_AUTO_TEST_CASE(a_motion_that_is_none_is_refused_by_line) {
  refuses(kTree, "line 10: the file ends here; expected ROOT or MOTION");
  const auto motion = [](const std::string& text, const std::string& message) {
    refuses(kTree + "MOTION\n" + text, message);
  };
  motion("", "line 11: the file ends here; expected Frames: and a number");
  motion("Rows: 2\n", "line 12: found 'Rows: 2', expected Frames: and a number");
  motion("Frames: -2\n", "line 12: found 'Frames: -2', expected Frames: and a whole number");
  motion("Frames: 2.5\n", "line 12: found 'Frames: 2.5', expected Frames: and a whole number");
  motion("Frames: 2\nFrame Time: 0\n",
         "line 13: found 'Frame Time: 0', expected Frame Time: and a number above 0");
  motion("Frames: 2\nFrame Time: inf\n",
         "line 13: found 'Frame Time: inf', expected Frame Time: and a number above 0");
  const std::string rate = "Frames: 2\nFrame Time: 0.02\n";
  motion(rate + "1 2 3\n", "line 14: the file ends here; expected frame 2 of 2");
  motion(rate + "1 2 3\n4 5\n", "line 15: frame 2 of 2 has 2 numbers; there are 3 channels");
  motion(rate + "1 2 3 4\n4 5 6\n", "line 14: frame 1 of 2 has 4 numbers; there are 3 channels");
  motion(rate + "1 2 NaN\n4 5 6\n", "line 14: found 'NaN', expected a finite number");
  motion(rate + "1 2 -1.#IND\n", "line 14: found '-1.#IND', expected a finite number");
  motion(rate + "1 2 3\n4 5 6\n7 8 9\n", "line 16: found '7 8 9' after the last of 2 frames");
  motion("Frames: 9000000000000000000\nFrame Time: 1\n1 2 3\n",
         "line 14: the file ends here; expected frame 2 of 9000000000000000000");
  refuses("HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\n}\nMOTION\nFrames: 0\nFrame Time: 1\n",
          "line 8: no joint has a channel");
}

BOOST_AUTO_TEST_CASE(depth_and_number_of_joints_have_limits) {
  std::string deep = "HIERARCHY\n";
  for (int i = 0; i < 501; ++i) deep += i == 0 ? "ROOT a {\n" : "JOINT a {\n";
  refuses(deep, "line 502: more than 10000 joints or 500 levels");
  std::string wide = kHead;
  for (int i = 0; i < 10000; ++i) wide += "JOINT a {\nOFFSET 0 0 0\n}\n";
  refuses(wide, "line 30003: more than 10000 joints or 500 levels");
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_read_or_refused) {
  const std::string whole = kTree + kMotion;
  const auto try_text = [](const std::string& text) {
    try {
      rig_of(text);
      return true;
    } catch (const DataError&) {
      return false;
    }
  };
  for (std::size_t size = 0; size + 1 < whole.size(); ++size)  // all but the last line's end
    BOOST_TEST(!try_text(whole.substr(0, size)), "cut to " << size << " bytes was read");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x20, 0x80, 0xff}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      try_text(changed);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_missing_is_named) {
  check_throws<IoError>([] { load_bvh("/nowhere/a.bvh"); },
                        "cannot open /nowhere/a.bvh: No such file or directory");
  const TemporaryFolder folder;
  write_text(folder / "a.bvh", kTree + kMotion);
  BOOST_TEST(load_bvh(folder / "a.bvh").source == folder / "a.bvh");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test

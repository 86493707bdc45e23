#include "pose/formats/acclaim.h"

#include <random>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/error.h"
#include "tests/mocap/rig_writers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using pose::formats::AcclaimSkeleton;
using pose::formats::parse_amc;
using pose::formats::parse_asf;
using pose::formats::Placed;
using pose::formats::RigMotion;

RigMotion rig_of(const std::string& asf, const std::string& amc) {
  AcclaimSkeleton skeleton = parse_asf(asf, "x.asf");
  auto motion = parse_amc(amc, "x.amc", skeleton);
  return rig_motion(std::move(skeleton), std::move(motion), "x.amc");
}

std::vector<Placed> placed(const RigMotion& rig, std::size_t frame) {
  std::vector<Placed> places(rig.names.size());
  rig.place(frame, places);
  return places;
}

void check_near(Vec3 found, Vec3 wanted) {
  BOOST_TEST(length(found - wanted) <= 1e-9,
             fmt::format("({}, {}, {}) is not ({}, {}, {})", found.x, found.y, found.z, wanted.x,
                         wanted.y, wanted.z));
}

/// Bones with their own axes and freedoms of every kind, turned at random.
struct RandomRig {
  std::vector<AsfBone> bones{{"hip", -1, {0.6, -0.8, 0}, 2.4, {0, 0, 0}, "XYZ", ""},
                             {"femur", 0, {0.34, -0.94, 0}, 7.2, {0, 0, 20}, "XYZ"},
                             {"tibia", 1, {0.34, -0.94, 0}, 7.5, {10, 20, 30}, "XYZ", "X"},
                             {"back", -1, {0, 1, 0}, 2.1, {5, -70, 40}, "ZYX", "ZYX"},
                             {"head", 3, {0, 0.6, 0.8}, 1.7, {80, 10, -30}, "YZX", "xzYlX"}};
  std::string root_order = "xyzXYZ";
  std::vector<Row> rows;

  explicit RandomRig(const std::string& order = "xyzXYZ") : root_order(order) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> angle(-180, 180), shift(-0.4, 0.4);
    for (int frame = 0; frame < 4; ++frame) {
      Row row;
      const auto draw = [&](const std::string& freedoms) {
        for (const char freedom : freedoms)
          row.push_back(std::islower(freedom) ? shift(random) : angle(random));
      };
      draw(root_order);
      for (const AsfBone& bone : bones) draw(bone.freedoms);
      rows.push_back(row);
    }
  }
};

const std::vector<AsfBone> kTwo{{"thigh", -1, {0, -1, 0}, 4, {0, 0, 0}, "XYZ", "XZ"},
                                {"shin", 0, {0, -1, 0}, 4, {0, 0, 0}, "XYZ", ""}};
const std::string kAsf = asf_text(kTwo);
const std::string kAmc = amc_text(kTwo, {{0, 1, 2, 3, 4, 5, 6, 7}, {1, 2, 3, 4, 5, 6, 7, 8}});

/// The text with one part replaced by another.
std::string with(std::string text, const std::string& part, const std::string& other) {
  const std::size_t at = text.find(part);
  BOOST_TEST_REQUIRE(at != std::string::npos, part << " is not in the text");
  return text.replace(at, part.size(), other);
}

void refuses_asf(const std::string& text, const std::string& message) {
  check_throws<DataError>([&] { parse_asf(text, "x.asf"); }, "x.asf: " + message);
}

void refuses_amc(const std::string& text, const std::string& message) {
  const AcclaimSkeleton skeleton = parse_asf(kAsf, "x.asf");
  check_throws<DataError>([&] { parse_amc(text, "x.amc", skeleton); }, "x.amc: " + message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(acclaim)

BOOST_AUTO_TEST_CASE(bones_end_where_matrices_put_them) {
  for (const char* order : {"xyzXYZ", "XYZxyz", "zyxZYX"}) {
    const RandomRig rig(order);
    const RigMotion read = rig_of(asf_text(rig.bones, order), amc_text(rig.bones, rig.rows, order));
    BOOST_TEST(read.fps == 0);
    BOOST_TEST_REQUIRE(read.frames == rig.rows.size());
    const std::vector<std::string> names{"root", "hip",  "femur",     "tibia",
                                         "back", "head", "tibia_End", "head_End"};
    BOOST_TEST_REQUIRE(read.names == names, boost::test_tools::per_element());
    for (std::size_t frame = 0; frame < read.frames; ++frame) {
      const std::vector<Placed> places = placed(read, frame);
      const std::vector<Vec3> ends = asf_positions(rig.bones, rig.rows[frame], order);
      check_near(places[0].position, ends[0]);
      check_near(places[2].position, ends[1]);  // the femur begins where the hip ends
      check_near(places[3].position, ends[2]);
      check_near(places[6].position, ends[3]);
      check_near(places[7].position, ends[5]);
    }
    const Row zeros(rig.rows[0].size(), 0.0);
    check_near(read.rest[7].position, asf_positions(rig.bones, zeros, order)[5]);
  }
}

BOOST_AUTO_TEST_CASE(radians_are_radians) {
  const RandomRig rig;
  const RigMotion a = rig_of(asf_text(rig.bones), amc_text(rig.bones, rig.rows));
  const RigMotion b =
      rig_of(asf_text(rig.bones, "xyzXYZ", false), amc_text(rig.bones, rig.rows, "xyzXYZ", false));
  for (std::size_t joint = 0; joint < a.names.size(); ++joint)
    check_near(placed(a, 2)[joint].position, placed(b, 2)[joint].position);
}

BOOST_AUTO_TEST_CASE(a_turn_counts_from_the_base_pose) {
  // The bone's own frame is turned by 90 degrees about z: its x turns about the file's y.
  const std::vector<AsfBone> bones{{"arm", -1, {1, 0, 0}, 2, {0, 0, 90}, "XYZ", "X"}};
  const RigMotion read = rig_of(asf_text(bones), amc_text(bones, {{0, 0, 0, 0, 0, 0, 90}}));
  check_near(rotate(read.rest[1].turn, {1, 0, 0}), {1, 0, 0});
  check_near(rotate(placed(read, 0)[1].turn, {1, 0, 0}), {0, 0, -1});
  check_near(placed(read, 0)[2].position, {0, 0, -2});
}

BOOST_AUTO_TEST_CASE(the_root_s_own_place_moves_all) {
  const std::string asf = with(with(kAsf, "position 0 0 0", "position 5 6 7"), "orientation 0 0 0",
                               "orientation 0 0 90");
  const RigMotion read = rig_of(asf, amc_text(kTwo, {{1, 0, 0, 0, 0, 0, 0, 0}}));
  check_near(read.rest[2].position, {9, 6, 7});  // thighs that hang down along x now
  check_near(placed(read, 0)[2].position, {10, 6, 7});
}

BOOST_AUTO_TEST_CASE(a_rate_and_line_ends_and_comments) {
  std::string amc = with(kAmc, ":DEGREES\n", ":DEGREES\n:SAMPLES-PER-SECOND 60 # as recorded\n");
  std::string crlf;
  for (const char c : amc) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  BOOST_TEST(rig_of(kAsf, amc).fps == 60);
  BOOST_TEST(rig_of(kAsf, crlf).frames == 2U);
}

BOOST_AUTO_TEST_CASE(a_skeleton_that_is_none_is_refused_by_line) {
  refuses_asf("", "line 1: the file ends here; expected a keyword such as :units");
  refuses_asf("HIERARCHY\n", "line 1: found 'HIERARCHY', expected a keyword such as :bonedata");
  refuses_asf(":version 1.10\n", "line 1: the file ends without a :hierarchy");
  refuses_asf(with(kAsf, "angle deg", "angle gon"),
              "line 7: found 'angle gon', expected angle deg or angle rad");
  refuses_asf(with(kAsf, "order tx", "order qx"),
              "line 11: found 'qx', expected tx, ty, tz, rx, ry, rz or l");
  refuses_asf(with(kAsf, "position 0 0 0", "position 0 0"),
              "line 13: found 'position 0 0', expected position and three numbers");
  refuses_asf(with(kAsf, "orientation", "turned"),
              "line 14: found 'turned 0 0 0', expected order, axis, position or orientation");
  refuses_asf(with(kAsf, "  begin", "  start"), "line 16: found 'start', expected begin");
  refuses_asf(with(kAsf, "name thigh", "name"), "line 18: found 'name', expected name and a word");
  refuses_asf(with(kAsf, "    name thigh\n", ""),
              "line 24: the bone '' that ends here lacks its name");
  refuses_asf(with(kAsf, "    length 4\n", ""),
              "line 24: the bone 'thigh' that ends here lacks its length");
  refuses_asf(with(kAsf, "    direction 0 -1 0\n", ""),
              "line 24: the bone 'thigh' that ends here lacks its direction");
  refuses_asf(with(kAsf, "direction 0 -1 0", "direction 0 inf 0"),
              "line 19: found 'inf', expected a finite number");
  refuses_asf(with(kAsf, "axis 0 0 0 XYZ", "axis 0 0 0 XY"),
              "line 21: found 'axis 0 0 0 XY', expected an order of three axes such as XYZ");
  refuses_asf(with(kAsf, "axis 0 0 0 XYZ", "axis 0 0 0 XYZX"),
              "line 21: found 'axis 0 0 0 XYZX', expected an order of three axes such as XYZ");
  refuses_asf(with(kAsf, "name shin", "name thigh"), "line 32: bone 'thigh' again");
  refuses_asf(with(kAsf, "root thigh", "root foot"),
              "line 35: there is no bone 'foot' in :bonedata");
  refuses_asf(with(kAsf, "root thigh", "root thigh thigh"),
              "line 35: bone 'thigh' has a parent already");
  refuses_asf(with(kAsf, "root thigh\n", "root\n"), "line 37: bone 'thigh' is not in :hierarchy");
  refuses_asf(with(kAsf, "root thigh\n", "shin thigh\n"),
              "line 37: bones in :hierarchy hang on each other in a circle");
  refuses_asf(kAsf.substr(0, kAsf.size() - 6), "line 36: the file ends here; expected end");
}

BOOST_AUTO_TEST_CASE(a_motion_that_does_not_fit_is_refused_by_line) {
  refuses_amc(with(kAmc, "1\nroot", "root"),
              "line 4: found 'root 0 1 2 3 4 5', expected the number of a frame");
  refuses_amc(with(kAmc, "thigh 6 7", "thigh 6"), "line 6: bone 'thigh' has 1 numbers; 2 in x.asf");
  refuses_amc(with(kAmc, "thigh 6 7", "foot 6 7"), "line 6: there is no bone 'foot' in x.asf");
  refuses_amc(with(kAmc, "thigh 6 7", "thigh 6 x"), "line 6: found 'x', expected a finite number");
  refuses_amc(with(kAmc, "thigh 6 7\n", ""), "line 6: frame 1 ends without bone 'thigh'");
  refuses_amc(with(kAmc, "thigh 6 7\n", "thigh 6 7\nthigh 6 7\n"),
              "line 7: bone 'thigh' again in frame 1");
  refuses_amc(with(kAmc, "\n2\n", "\n3\n"), "line 7: frame 3 follows frame 1");
  refuses_amc(kAmc.substr(0, kAmc.size() - 10), "line 8: frame 2 ends without bone 'thigh'");
  refuses_amc(":SAMPLES-PER-SECOND 0\n", "line 1: 0 samples per second");
  BOOST_TEST(parse_amc("", "x.amc", parse_asf(kAsf, "x.asf")).frames() == 0U);
}

BOOST_AUTO_TEST_CASE(broken_files_are_read_or_refused) {
  const auto try_texts = [](const std::string& asf, const std::string& amc) {
    try {
      const RigMotion rig = rig_of(asf, amc);
      if (rig.frames > 0) placed(rig, rig.frames - 1);
    } catch (const DataError&) {
    }
  };
  for (std::size_t at = 0; at < kAsf.size(); ++at) {
    try_texts(kAsf.substr(0, at), kAmc);
    for (const int flip : {0x01, 0x20, 0x80}) {
      std::string changed = kAsf;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      try_texts(changed, kAmc);
    }
  }
  for (std::size_t at = 0; at < kAmc.size(); ++at) {
    try_texts(kAsf, kAmc.substr(0, at));
    for (const int flip : {0x01, 0x20, 0x80}) {
      std::string changed = kAmc;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      try_texts(kAsf, changed);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test

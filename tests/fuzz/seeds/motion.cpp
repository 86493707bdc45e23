#include <array>
#include <vector>

#include "tests/fuzz/seeds/seeds.h"
#include "tests/mocap/rig_writers.h"
#include "tests/support/cdf_writer.h"

namespace posegrad::fuzz {
namespace {

std::vector<test::CdfOptions> cdf_kinds() {
  std::vector<test::CdfOptions> kinds(10);
  kinds[1].big_endian = true;
  kinds[2].r_variable = true;
  kinds[3].gzip = true;
  kinds[4].pack_file = true;
  kinds[5].md5 = true;
  kinds[6].column_major = true;
  kinds[7].records_per_block = 1;
  kinds[7].blocks_per_index = 2;
  kinds[7].tree = true;
  kinds[8].sparse = 1;
  kinds[8].missing = {1};
  kinds[8].pad = 0.5F;
  kinds[9].sparse = 2;
  kinds[9].missing = {0, 2};
  kinds[9].type = 8;
  return kinds;
}

std::string bvh_clip(const test::BvhStyle& style) {
  const std::vector<test::BvhJoint> joints{{"Hips", -1, {0, 1, 0}, "xyzZXY"},
                                           {"LeftUpLeg", 0, {0.1, 0, 0}, "ZXY"},
                                           {"LeftLeg", 1, {0, -0.5, 0}, "X"},
                                           {"Spine", 0, {0, 0.4, 0}, "xyz"}};
  const std::vector<test::Row> rows(2, test::Row{1, 2, 3, 10, 20, 30, 4, 5, 6, 7, 0, 0.4, 0});
  return test::bvh_text(joints, rows, 0.04, {0, 1, 0}, style);
}

// Of a leg, in Acclaim's two texts.
constexpr const char* kAcclaimLeg =
    ":version 1.10\n:name leg\n:units\n  mass 1.0\n  length 0.45\n  angle deg\n:documentation\n"
    "  none\n:root\n  order TX TY TZ RX RY RZ\n  axis XYZ\n  position 0 0 0\n  orientation 0 0 0\n"
    ":bonedata\n  begin\n    id 1\n    name thigh\n    direction 0 -1 0\n    length 4\n"
    "    axis 0 0 20 XYZ\n    dof rx ry rz\n    limits (-160.0 20.0)\n    (-70.0 70.0)\n"
    "    (-60.0 70.0)\n  end\n  begin\n    id 2\n    name shin\n    direction 0 -1 0\n"
    "    length 4\n    axis 0 0 20 XYZ\n    dof rx\n    limits (-10.0 170.0)\n  end\n"
    ":hierarchy\n  begin\n    root thigh\n    thigh shin\n  end\n"
    "\f#!OML:ASF leg.asf\n:FULLY-SPECIFIED\n:DEGREES\n1\nroot 0 1 0 10 20 30\nthigh 1 2 3\n"
    "shin 40\n2\nroot 0 1 0 10 20 30\nthigh 1 2 3\nshin 41\n";

std::string kinect_frame(double start) {
  std::string text = "Joint X Y Z\n";
  for (int row = 0; row < 24; ++row)
    text += "Joint_" + std::to_string(row) + " " + std::to_string(start + row) + " -0.25 2e0\n";
  return text;
}

constexpr const char* kRigJson =
    R"({"name":"mine","up":"z","unit":0.01,"joints":{"right hip":"RHip","right knee":"RKnee",
"right ankle":"RFoot","left hip":"LHip","left knee":"LKnee","left ankle":"LFoot",
"spine":["Spine","Spine1"],"thorax":"Chest","neck":"Neck","head":"Head","ears":["LEar","REar"],
"left shoulder":"LArm","left elbow":"LFore","left wrist":"LHand","right shoulder":"RArm",
"right elbow":"RFore","right wrist":"RHand"}})";

}  // namespace

void add_motion_seeds(Seeds& seeds) {
  const std::vector<float> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  for (const test::CdfOptions& kind : cdf_kinds())
    seeds["cdf"].push_back(test::cdf_file(values, {3, 4}, kind));
  seeds["bvh"] = {bvh_clip({}), bvh_clip({"\r\n", true, true})};
  seeds["acclaim"] = {kAcclaimLeg};
  seeds["kinect_text"] = {kinect_frame(0) + '\f' + kinect_frame(1)};
  seeds["rig"] = {kRigJson};
  // First bytes of pictures: 2 x 3 pixels.
  using namespace std::string_literals;
  seeds["picture_header"] = {
      "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\2\0\0\0\3\x08\2\0\0\0"s,
      "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08\0\3\0\2\3\1\x22\0\2\x11\1"s,
      "BM\x4e\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\2\0\0\0\3\0\0\0\1\0\x18\0"s,
      "RIFF\x1c\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\1\0\0\2\0\0"s,
      "RIFF\x1c\0\0\0WEBPVP8L\x0a\0\0\0\x2f\1\x80\0\0\0\0\0"s,
      "RIFF\x1c\0\0\0WEBPVP8 \x0a\0\0\0\x30\1\0\x9d\1\x2a\2\0\3\0"s};
}

}  // namespace posegrad::fuzz

#pragma once
#include <string>
#include <vector>

#include "tests/mocap/turns.h"

namespace posegrad::test {

using Row = std::vector<double>;  // one frame's numbers

/// A joint of a BVH file. channels: x y z positions, X Y Z rotations, in the order of the file.
struct BvhJoint {
  std::string name;
  int parent;
  Vec3 offset;
  std::string channels;
};

struct BvhStyle {
  std::string line_end = "\n";
  bool brace_behind = false;  // "JOINT x {" on one line
  bool small_letters = false;
};

/// The file, its joints depth first as the format wants; rows have the numbers in the order of the
/// list, parents first. A joint without children gets an End Site at `end`.
std::string bvh_text(const std::vector<BvhJoint>& joints, const std::vector<Row>& rows,
                     double frame_seconds, Vec3 end = {0, 1, 0}, const BvhStyle& style = {});
/// Where the joints are in one frame, positions added to the offsets.
std::vector<Vec3> bvh_positions(const std::vector<BvhJoint>& joints, const Row& row);

/// A bone of an ASF file. The root is not one of them: parent -1 is the root.
struct AsfBone {
  std::string name;
  int parent;
  Vec3 direction;
  double length;
  std::array<double, 3> axis = {};  // degrees about fixed axes, in this order:
  std::string axis_order = "XYZ";
  std::string freedoms = "XYZ";  // x y z: tx ty tz, X Y Z: rx ry rz, l
};

std::string asf_text(const std::vector<AsfBone>& bones, const std::string& root_order = "xyzXYZ",
                     bool degrees = true);
/// rows: the root's numbers, then the bones'.
std::string amc_text(const std::vector<AsfBone>& bones, const std::vector<Row>& rows,
                     const std::string& root_order = "xyzXYZ", bool degrees = true);
/// The frame of a bone in the base pose.
Matrix asf_axis(const AsfBone& bone);
/// Where the root is, then where the bones end.
std::vector<Vec3> asf_positions(const std::vector<AsfBone>& bones, const Row& row,
                                const std::string& root_order = "xyzXYZ");

}  // namespace posegrad::test

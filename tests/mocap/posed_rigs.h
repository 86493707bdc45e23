#pragma once
#include <map>
#include <string>
#include <vector>

#include "pose/data/mocap/rig.h"
#include "tests/mocap/rig_writers.h"

namespace posegrad::test {

/// Motion that the program invents, with a face: metres, z up, 50 frames a second.
pose::views::Motion invented_motion(std::size_t kind, std::size_t frames);

/// A body that stands as a T, arms along x, facing +y; joints 17 to 21 and `kEars` of its face.
using Targets = std::array<Vec3, pose::mocap::kTargets>;
Targets standing_t();
/// The points of a pose, and the middle between its ears.
Targets targets_of(const pose::views::Body& body);

/// A point of a rig and of which bone it is the end.
struct RigPoint {
  std::string name;
  int parent;          // number in the list; -1: root
  std::size_t target;  // what it stands for
};
/// All 22 points by their own names.
std::vector<RigPoint> whole_body();
/// Mixamo's joints, as far as we use them.
std::vector<RigPoint> mixamo();

/// How a file has its numbers.
struct FileSpace {
  double unit = 0.01;  // metres
  char up = 'y';
  Vec3 in_file(Vec3 v) const { return 1 / unit * (up == 'z' ? v : Vec3{v.x, v.z, -v.y}); }
};

/// A BVH file in which these points do the motion, by angles alone: between two points stands a
/// joint that turns. Angles come from the standing T. `head_turns` are of the joint that stands for
/// the ears, in every frame, against the T.
std::string bvh_of(const std::vector<RigPoint>& points, const pose::views::Motion& motion,
                   double fps, const FileSpace& space = {},
                   const std::vector<Matrix>& head_turns = {});

/// The CMU data base's bones doing the motion.
struct AcclaimFiles {
  std::string asf, amc;
};
AcclaimFiles acclaim_of(const pose::views::Motion& motion, const FileSpace& space = {});

}  // namespace posegrad::test

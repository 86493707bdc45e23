#pragma once
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace posegrad::pose {

/// The axes that markers are given in.
enum class MarkerAxes {
  world,  // z up, the floor at 0: as scenes have it
  stage,  // y up; a body with no turn has x to its left and faces z
};

/// Points that move. positions (T, J, 3) f32, metres; not finite: not seen.
struct MarkerMotion {
  std::vector<std::string> names;  // J
  Tensor positions;
  double fps = 0;
  MarkerAxes axes = MarkerAxes::world;
};

/// A marker's name for each joint, none twice. What skeletons of ours call their joints becomes what
/// OpenSim models for markerless motion capture (Pose2Sim's) call their markers: "right knee" is
/// RKnee, "hip" and "pelvis" are CHip. In a skeleton with a "thorax" that is the Neck, and its
/// "neck" the Nose, as Human3.6M has them. Another name keeps its letters, with underscores for
/// blanks and what cannot be printed; an empty one becomes "marker"; one that comes again gets a
/// number, "RKnee_2".
std::vector<std::string> marker_names(const std::vector<std::string>& joints);

/// The markers as OpenSim's TRC text (OpenSim/Common/TRCFileAdapter.cpp says what is read):
/// millimetres, y up, x and z as OpenSim has forward and right for a person who faces -y of world
/// space, so that it lies on what write_mot writes. Frames count from 1, time from 0. A marker that
/// is not seen has three empty cells. Throws ShapeError and DTypeError unless positions are (T, names, 3) f32 in host memory, ValueError
/// without a marker or a positive rate; messages begin with `path`.
std::string trc(const MarkerMotion& motion, const std::string& path);

/// Writes it, whole or not at all. Throws IoError too.
void write_trc(const MarkerMotion& motion, const std::string& path);

}  // namespace posegrad::pose

#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "pose/data/pose_set.h"

namespace posegrad::pose {

/// What to make. Everything follows from the seed; a take does not depend on which others are made.
struct SynthOptions {
  std::uint64_t seed = 1;
  Index frames_per_take = 200;  // 50 a second
  Index takes = 2;              // of each kind of motion, named "Walking 1", "Walking 2", ...
  std::vector<std::string> subjects = {"S1", "S5", "S6", "S7", "S8", "S9", "S11"};
  std::vector<std::string> actions = {};  // kinds of motion; empty: all of synth_actions()
};

/// Motion that the program made itself, in the layout of Human3.6M. Subjects, actions and takes
/// stand in the same order in all four.
struct SynthSet {
  Positions3d positions;  // (T, 32, 3): world space, metres, z up, floor at 0; slots as h36m_32,
                          // copies included
  Keypoints2d
      ground_truth;  // (T, 17, 2), layout h36m: exact projections into the subject's four cameras
  Keypoints2d detected;  // (T, 17, 2), layout h36m: with the errors of a detector
  Keypoints2d
      coco;  // (T, 17, 3), layout coco: detected, with scores; a joint that is not found is 0, 0, 0
};

/// Names of the kinds of motion, in the order in which a set lists them.
std::vector<std::string> synth_actions();

/// People of different build walk, run, sit down, throw and so on in a room before the four
/// Human3.6M cameras: forward kinematics with limits, so that bones keep their length, and planted
/// feet. Deterministic for a seed. Throws ValueError for an unknown subject or action (naming the
/// known ones), fewer than one frame or take, or a name that comes twice.
SynthSet synthesize(const SynthOptions& options);

}  // namespace posegrad::pose

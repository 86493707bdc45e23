#pragma once
#include <string>
#include <vector>

#include "pose/data/dataset.h"
#include "pose/evaluation/predict.h"
#include "pose/model/temporal_model.h"
#include "tensor/shards/communicator.h"

namespace posegrad::pose {

/// The four errors of the paper, in metres (velocity: metres per frame).
struct PoseErrors {
  double mpjpe = 0;     // protocol 1: no alignment
  double p_mpjpe = 0;   // protocol 2: after the best similarity transform of each frame
  double n_mpjpe = 0;   // protocol 3: after the best scale of each frame
  double velocity = 0;  // of frame-to-frame differences
};

struct ActionErrors {
  std::string action;  // first word of the names
  PoseErrors errors;   // means over frames of all subjects and cameras
  Index frames = 0;
};

/// MPJPE in metres over all frames of the sequences, without mirroring: what is printed after each
/// epoch. `fast` as in PredictOptions. Shards evaluate their own sequences; all get the error of all.
double validation_error(const TemporalModel& model, const std::vector<Sequence>& sequences,
                        const Mirroring& mirroring, bool fast = true,
                        const EvaluationProgress& progress = {}, Communicator* shards = nullptr);

struct EvaluationOptions {
  std::vector<std::string> subjects;
  std::vector<std::string> action_prefixes;
  Index downsample = 1;
  PredictOptions prediction = {};
};

struct EvaluationErrors {
  std::vector<ActionErrors>
      actions;         // in order of first appearance: subjects as listed, actions in
                       // the order of the 3D file
  PoseErrors average;  // unweighted mean over actions
};

/// Errors per action. An observer is told each figure right after the kernel call that it is the
/// result of: "MPJPE, Walking", ..., "MPJPE, mean over actions". Shards predict their own sequences; all
/// get the errors of all. Throws DataError when there is no ground truth, or nothing matches.
EvaluationErrors evaluate_actions(const TemporalModel& model, const Dataset& dataset,
                                  const EvaluationOptions& options,
                                  const EvaluationProgress& progress = {},
                                  Communicator* shards = nullptr);

}  // namespace posegrad::pose

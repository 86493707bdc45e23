#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/geometry/skeleton_tables.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/temporal_model.h"
#include "pose/wild/doubt/pose_statistics.h"

namespace posegrad::pose {

/// What a user can say about a checkpoint that does not say it itself. What both say must agree.
struct PretrainedOptions {
  std::string layout = {};  // of the keypoints that the model takes; empty: not told
  bool causal = false;
  bool dense = false;
};

/// A trained model, everything about it read from its checkpoint.
struct PretrainedModel {
  std::string checkpoint;  // the file
  TemporalModel poses;
  std::optional<TemporalModel> path;  // of the root, where the checkpoint holds such a model
  const KeypointLayout* layout;       // of the input
  const Skeleton* skeleton;           // of the output
  ModelInput input = ModelInput::screen;
  std::optional<double> fps;       // frames per second of its training data, where it says
  std::vector<std::string> notes;  // what was left aside or had to be assumed, a line each
  /// Of the poses it was trained with, where there is such a file beside the checkpoint.
  std::optional<PoseStatistics> statistics = {};
};

/// Reads a checkpoint of posegrad, of the original or of others (read_checkpoint). A layout that
/// nobody tells is taken to be coco, and a note says so. Beside it, statistics_path() may hold
/// statistics of its training poses. Throws as read_checkpoint, and DataError
/// in one line: options that contradict the file, a number of inputs or joints that no known layout
/// or skeleton has.
PretrainedModel load_pretrained(const std::string& path, const PretrainedOptions& options = {});

}  // namespace posegrad::pose

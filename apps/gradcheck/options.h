#pragma once
#include <span>
#include <string>
#include <vector>

#include "pose/model/temporal_model.h"

namespace posegrad::apps {

/// What `posegrad gradcheck` can be told.
struct GradcheckCommand {
  std::vector<std::string> names;  // of ops, and "model"; empty: every op
  std::string only_case;           // empty: all of an op's
  Index seed = 1, repeats = 1;
  double step = 0;  // 0: the case's own
  double tolerance = 1e-6;
  Index elements = -1;     // of each input; 0: all; -1: all of an op's, some of the model's
  std::string data, json;  // files; empty: none
  bool help = false;

  pose::TemporalModelOptions model{.channels = 16};
  std::string form;  // "dilated" or "single-frame"; empty: both, where there are both
  Index batch = 4, frames = 3;
  bool evaluation = false, fused = true;
};

/// The options of `posegrad gradcheck ARGUMENTS`, checked but for the names of ops. Throws
/// UsageError.
GradcheckCommand parse_gradcheck_options(std::span<const std::string> arguments);

}  // namespace posegrad::apps

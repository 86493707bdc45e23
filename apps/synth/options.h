#pragma once
#include <span>
#include <string>

#include "pose/data/synth/synth.h"

namespace posegrad::apps {

/// What `posegrad synth` can be told.
struct SynthCommandOptions {
  std::string out = "data";
  bool force = false;  // replace data sets of these names
  pose::SynthOptions synth;
  bool help = false;
};

/// The options of `posegrad synth ARGUMENTS`, checked. Throws UsageError.
SynthCommandOptions parse_synth_options(std::span<const std::string> arguments);

}  // namespace posegrad::apps

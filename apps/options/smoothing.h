#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apps/options/table.h"
#include "pose/smoothing/smoothing.h"
#include "pose/wild/gaps.h"

namespace posegrad::apps {

/// Which filters a motion goes through, and which gaps are filled.
struct SmoothingOptions {
  std::optional<pose::SmoothingChoice> poses;  // not told: what suits the model
  pose::SmoothingChoice keypoints = pose::NoFilter{};
  double fill_gaps = pose::kFillAll;  // seconds; 0: none
};

/// One of pose::parse_smoothing's forms.
Typed smoothing_filter(pose::SmoothingChoice* choice);

/// --smooth, --smooth-keypoints and --fill-gaps.
OptionGroup smoothing_group(SmoothingOptions& options);

/// Lines for the user about a motion of so many frames: a filter that changes nothing here and why;
/// one that looks ahead with a model that does not.
std::vector<std::string> smoothing_notes(const SmoothingOptions& options, bool causal, double fps,
                                         Index frames);

}  // namespace posegrad::apps

#pragma once
#include <string>

namespace posegrad::apps {

/// What the ranks must have in common, as a line for each thing: "samples an epoch: 1200". Every rank
/// calls it with as many lines. Throws DataError naming the first thing that differs, the rank and both
/// values.
void require_agreement(const std::string& lines);

}  // namespace posegrad::apps

#pragma once
#include <span>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::apps {

/// What became of one input of several.
struct BatchRow {
  std::string input;
  Index people = -1, frames = -1;  // -1: not known
  double seconds = 0;
  std::vector<std::string> made = {};
  std::string error = {};  // empty: none
};

/// A line for each input: people, frames, time, what was made or the error; a last one with sums.
/// A column that nobody knows anything for is left out. seconds: of all of them.
std::string batch_table(std::span<const BatchRow> rows, double seconds);

}  // namespace posegrad::apps

#pragma once
#include <numeric>
#include <vector>

#include "tensor/index.h"

namespace posegrad {

/// Sequences of different lengths one after the other in the rows of a matrix, so that one matrix
/// product serves them all.
struct Segments {
  std::vector<Index> lengths;

  Index rows() const { return std::accumulate(lengths.begin(), lengths.end(), Index{0}); }
  /// What is left of them after a window of `window` frames without padding.
  Segments shortened(Index window) const {
    Segments shorter = *this;
    for (Index& length : shorter.lengths) length -= window - 1;
    return shorter;
  }
};

}  // namespace posegrad

#pragma once
#include <vector>

#include "tensor/cuda/launch.h"

// Which of several sequences a row belongs to, for the _cuda.cu files that need it.
namespace posegrad::kernels {
namespace {

/// Sequences whose rows follow each other: `Part` is what a kernel is to know of one, its number of
/// `rows` among it. An argument of kernels: nothing is uploaded, and a recorded step keeps a copy.
template <class Part>
struct Parts {
  static constexpr int kMost = 64;  // a kernel's arguments may have 4 KiB
  int count = 0;
  Index begin[kMost] = {};  // first row
  Part part[kMost] = {};

  /// The part with that row: the last one that begins no later, so never one without rows.
  __device__ int find(Index row) const {
    int low = 0, high = count - 1;
    while (low < high) {
      const int middle = (low + high + 1) / 2;
      if (begin[middle] <= row)
        low = middle;
      else
        high = middle - 1;
    }
    return low;
  }
};

/// Calls run(Parts, first row, number of rows) for as many parts at a time as fit.
template <class Part, class Run>
void for_parts(const std::vector<Part>& all, Run&& run) {
  Parts<Part> parts;
  Index rows = 0;
  const auto run_these = [&] {
    if (parts.count > 0) run(parts, parts.begin[0], rows - parts.begin[0]);
    parts.count = 0;
  };
  for (const Part& part : all) {
    if (parts.count == Parts<Part>::kMost) run_these();
    parts.begin[parts.count] = rows;
    parts.part[parts.count++] = part;
    rows += part.rows;
  }
  run_these();
}

}  // namespace
}  // namespace posegrad::kernels

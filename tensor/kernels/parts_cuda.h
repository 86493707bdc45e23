#pragma once
#include <vector>

#include "tensor/dtype.h"

// Many things in one launch, for the _cuda.cu files that need it.
namespace posegrad::kernels {
namespace {

/// Things whose `rows` follow each other: `Part` is what a kernel is to know of one. An argument of
/// kernels, which may have 4 KiB: nothing is uploaded, and a recorded step keeps a copy.
template <class Part, int most>
struct Parts {
  int count = 0;
  Index begin[most] = {};  // first row
  Part part[most] = {};

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
template <int most, class Part, class Run>
void for_parts(const std::vector<Part>& all, Run&& run) {
  Parts<Part, most> parts;
  Index rows = 0;
  const auto run_these = [&] {
    if (parts.count > 0) run(parts, parts.begin[0], rows - parts.begin[0]);
    parts.count = 0;
  };
  for (const Part& part : all) {
    if (parts.count == most) run_these();
    parts.begin[parts.count] = rows;
    parts.part[parts.count++] = part;
    rows += part.rows;
  }
  run_these();
}

}  // namespace
}  // namespace posegrad::kernels

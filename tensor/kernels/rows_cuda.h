#pragma once
#include <algorithm>
#include <bit>

#include "tensor/cuda/launch.h"

// Loops over rows of neighbouring items, for the _cuda.cu files that need them. What a row costs to
// find, divisions above all, a thread pays once for all the items that it takes of the row.
namespace posegrad::kernels {
namespace {

using cuda::Pack;

struct RowGrid {
  dim3 blocks, threads;
};

/// Threads for `rows` of `columns` items: a warp for each row where rows are that long, less where
/// they are shorter; where rows are few, more, so that the GPU is filled all the same.
inline RowGrid row_grid(Index rows, Index columns) {
  const auto up = [](Index count, unsigned most) {
    return static_cast<unsigned>(
        std::bit_ceil(static_cast<std::uint64_t>(std::clamp<Index>(count, 1, most))));
  };
  const auto blocks = [](Index items, unsigned of, unsigned most) {
    return static_cast<unsigned>(std::min<Index>((items + of - 1) / of, most));
  };
  RowGrid grid;
  grid.threads.y = up(rows, cuda::kThreads / up(columns, 32));
  grid.threads.x = up(columns, cuda::kThreads / grid.threads.y);
  const unsigned most = cuda::context().multiprocessors * 32;
  grid.blocks.x = blocks(rows, grid.threads.y, most);
  grid.blocks.y = std::max(1u, blocks(columns, grid.threads.x, most / std::max(1u, grid.blocks.x)));
  return grid;
}

// First row and first item of a thread in such a grid, and how far it is to its next.
__device__ inline Index first_row() { return Index{blockIdx.x} * blockDim.y + threadIdx.y; }
__device__ inline Index row_step() { return Index{gridDim.x} * blockDim.y; }
__device__ inline Index first_column() { return Index{blockIdx.y} * blockDim.x + threadIdx.x; }
__device__ inline Index column_step() { return Index{gridDim.y} * blockDim.x; }

template <class... Parameters, class... Arguments>
void launch_rows(Index rows, Index columns, void (*kernel)(Index, Index, Parameters...),
                 Arguments... arguments) {
  const RowGrid grid = row_grid(rows, columns);
  cuda::launch(grid.blocks, grid.threads, kernel, rows, columns, arguments...);
}

}  // namespace
}  // namespace posegrad::kernels

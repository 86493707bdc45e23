#pragma once
#include <algorithm>
#include <bit>
#include <initializer_list>

#include "tensor/cuda/launch.h"
#include "tensor/tensor.h"

// Loops over the elements of tensors of one shape, for the _cuda.cu files that need them. A
// function is a struct with a __device__ operator() on Math<T>: extended lambdas may not be
// generic.
namespace posegrad::kernels {
namespace {

using cuda::Pack;

// One thread takes N neighbours at once, then those a grid further.
template <int N, class T, class F>
__global__ void map_kernel(Index packs, const Pack<T, N>* __restrict__ x,
                           Pack<T, N>* __restrict__ y, F f) {
  for (Index p = cuda::first_item(); p < packs; p += cuda::item_step()) {
    const Pack<T, N> in = x[p];
    Pack<T, N> out;
#pragma unroll
    for (int i = 0; i < N; ++i) out.item[i] = static_cast<T>(f(static_cast<Math<T>>(in.item[i])));
    y[p] = out;
  }
}

// y may be a or b.
template <int N, class T, class F>
__global__ void map_two_kernel(Index packs, const Pack<T, N>* a, const Pack<T, N>* b, Pack<T, N>* y,
                               F f) {
  for (Index p = cuda::first_item(); p < packs; p += cuda::item_step()) {
    const Pack<T, N> left = a[p], right = b[p];
    Pack<T, N> out;
#pragma unroll
    for (int i = 0; i < N; ++i)
      out.item[i] = static_cast<T>(
          f(static_cast<Math<T>>(left.item[i]), static_cast<Math<T>>(right.item[i])));
    y[p] = out;
  }
}

template <int N, class T>
Pack<T, N>* packs(T* data) {
  return reinterpret_cast<Pack<T, N>*>(data);
}

/// Calls body.operator()<N>() with the numbers of a pack where all these rows, of `count` numbers,
/// can be taken in packs; else with N = 1.
template <class T, class Body>
void visit_packs(Index count, std::initializer_list<const T*> rows, const Body& body) {
  constexpr int N = cuda::kPack<T>;
  const auto is_packed = [&](const T* row) { return cuda::is_packed<N>(count, row); };
  if (std::all_of(rows.begin(), rows.end(), is_packed))
    body.template operator()<N>();
  else
    body.template operator()<1>();
}

/// y[e] = f(x[e])
template <class T, class F>
void map(const Tensor& x, const Tensor& y, F f) {
  T *const from = x.data<T>(), *const to = y.data<T>();
  visit_packs<T>(y.numel(), {from, to}, [&]<int N>() {
    const Index count = y.numel() / N;
    cuda::launch(cuda::blocks_for(count), cuda::kThreads, map_kernel<N, T, F>, count,
                 packs<N>(from), packs<N>(to), f);
  });
}

/// y[e] = f(a[e], b[e])
template <class T, class F>
void map(const Tensor& a, const Tensor& b, const Tensor& y, F f) {
  T *const left = a.data<T>(), *const right = b.data<T>(), *const to = y.data<T>();
  visit_packs<T>(y.numel(), {left, right, to}, [&]<int N>() {
    const Index count = y.numel() / N;
    cuda::launch(cuda::blocks_for(count), cuda::kThreads, map_two_kernel<N, T, F>, count,
                 packs<N>(left), packs<N>(right), packs<N>(to), f);
  });
}

// Loops over rows of neighbouring items, for the _cuda.cu files that need them. What a row costs to
// find, divisions above all, a thread pays once for all the items that it takes of the row.

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

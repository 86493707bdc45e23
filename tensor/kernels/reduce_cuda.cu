#include <bit>

#include "tensor/cuda/launch.h"
#include "tensor/kernels/reduce_runs.h"

namespace posegrad::kernels {
namespace {

// y[o,b,i] = scale sum over the rows r of block b of x[o,r,i]. A block of threads makes the sums of
// several (o, i), `lanes` threads for each: every one adds up each lanes-th row, then they add up
// their sums in a fixed tree. Neighbouring threads take neighbouring numbers: rows where I = 1
// (kAlong), else sums.
template <bool kAlong, class In, class Out>
__global__ void __launch_bounds__(cuda::kThreads)
    sum_middle_kernel(Middle m, Index rows, const In* __restrict__ x, double scale,
                      Out* __restrict__ y) {
  const unsigned lane = kAlong ? threadIdx.x : threadIdx.y,
                 lanes = kAlong ? blockDim.x : blockDim.y,
                 column = kAlong ? threadIdx.y : threadIdx.x,
                 columns = kAlong ? blockDim.y : blockDim.x;
  const Index block = blockIdx.y, last = min(m.R, (block + 1) * rows);
  for (Index first = Index{blockIdx.x} * columns; first < m.O * m.I;
       first += Index{gridDim.x} * columns) {
    const Index sum_number = first + column, o = sum_number / m.I, i = sum_number % m.I;
    double sum = 0;
    if (sum_number < m.O * m.I) {
      const In* const from = x + o * m.R * m.I + i;
#pragma unroll 4
      for (Index r = block * rows + lane; r < last; r += lanes)
        sum += static_cast<double>(from[r * m.I]);
    }
    __shared__ double partial[cuda::kThreads];
    double* const mine = partial + lane * columns + column;
    *mine = sum;
    for (unsigned half = lanes / 2; half > 0; half /= 2) {
      __syncthreads();
      if (lane < half) *mine += mine[half * columns];
    }
    if (lane == 0 && sum_number < m.O * m.I)
      y[(o * gridDim.y + block) * m.I + i] = static_cast<Out>(scale * *mine);
    __syncthreads();  // before the next sums take their places
  }
}

template <class In, class Out>
void sum_blocks(Middle m, Index rows, Index blocks, const In* x, double scale, Out* y) {
  // A lane adds up at least 8 rows, unless there are lanes for all of them.
  const Index wanted = std::min(rows, m.R) / 8, most = m.I == 1 ? cuda::kThreads : 8;
  const unsigned lanes = std::bit_ceil(static_cast<unsigned>(std::clamp<Index>(wanted, 1, most))),
                 columns = cuda::kThreads / lanes;
  const dim3 grid(cuda::blocks_for(m.O * m.I, columns), static_cast<unsigned>(blocks));
  const auto run = [&](dim3 threads, auto kernel) {
    cuda::launch(grid, threads, kernel, m, rows, x, scale, y);
  };
  if (m.I == 1)
    run(dim3(lanes, columns), sum_middle_kernel<true, In, Out>);
  else
    run(dim3(columns, lanes), sum_middle_kernel<false, In, Out>);
}

}  // namespace

void Sum::cuda() const {
  visit_number(info.name, y.dtype(), [&]<class T>() {
    sum_by_blocks<T>(*this, cuda::kMostBlocksY,
                     [](auto... arguments) { sum_blocks(arguments...); });
  });
}

}  // namespace posegrad::kernels

// R is cut into blocks whose size depends on I alone, as on the CPU; their sums are added up by the
// same kernel. So the result is the same on every GPU.

#include <bit>

#include "tensor/cuda/launch.h"
#include "tensor/kernels/reduce_runs.h"

namespace posegrad::kernels {
namespace {

constexpr Index kRowBlock = 8192;   // elements of one row in a block
constexpr Index kColumnRows = 128;  // rows in a block of columns

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
  if (m.I == 1)
    cuda::launch(grid, dim3(lanes, columns), sum_middle_kernel<true, In, Out>, m, rows, x, scale,
                 y);
  else
    cuda::launch(grid, dim3(columns, lanes), sum_middle_kernel<false, In, Out>, m, rows, x, scale,
                 y);
}

template <class In, class Out>
void sum_middle(Middle m, const In* x, double scale, Out* y) {
  // Longer blocks where there would be more of them than a grid has.
  const Index least = (m.R + cuda::kMostBlocksY - 1) / cuda::kMostBlocksY,
              rows = std::max(least, m.I == 1 ? kRowBlock : kColumnRows),
              blocks = std::max<Index>(1, (m.R + rows - 1) / rows);
  if (blocks == 1) return sum_blocks(m, rows, 1, x, scale, y);
  const Tensor partial = Tensor::empty({m.O, blocks, m.I}, DType::f64, Device::cuda);
  sum_blocks(m, rows, blocks, x, 1, partial.data<double>());
  sum_middle<double, Out>({m.O, blocks, m.I}, partial.data<double>(), scale, y);
}

}  // namespace

void Sum::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() {
    if (y.numel() == 0) return;
    sum_runs<T>(*this, [](Middle m, const auto* from, double factor, auto* to) {
      sum_middle(m, from, factor, to);
    });
  });
}

}  // namespace posegrad::kernels

#include "tensor/cuda/launch.h"
#include "tensor/kernels/top_k.h"

namespace posegrad::kernels {
namespace {

constexpr Index kNowhere = -1;

// A place p of x, which lies at x[p * step], and what stands there; kNowhere: none so far.
template <class T>
struct Candidate {
  T number;
  Index place;

  __device__ void take_if_before(T other, Index other_place) {
    if (other_place != kNowhere &&
        (place == kNowhere || comes_before(other, other_place, number, place))) {
      number = other;
      place = other_place;
    }
  }
};

// The first, in the order of comes_before, of what the block's threads have: a fixed tree.
template <class T>
__device__ Candidate<T> first_of_block(Candidate<T> mine) {
  __shared__ T numbers[cuda::kThreads];
  __shared__ Index places[cuda::kThreads];
  __syncthreads();  // the block may still be reading the result before
  numbers[threadIdx.x] = mine.number;
  places[threadIdx.x] = mine.place;
  for (unsigned half = cuda::kThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      mine.take_if_before(numbers[threadIdx.x + half], places[threadIdx.x + half]);
      numbers[threadIdx.x] = mine.number;
      places[threadIdx.x] = mine.place;
    }
  }
  __syncthreads();
  return {numbers[0], places[0]};
}

// One block per column, whose threads take rows in turn.
template <class T>
__global__ void argmax_kernel(Index R, Index C, const T* __restrict__ x, Index* __restrict__ row) {
  for (Index c = blockIdx.x; c < C; c += gridDim.x) {
    Candidate<T> best{T{0}, kNowhere};
    for (Index r = threadIdx.x; r < R; r += cuda::kThreads) best.take_if_before(x[r * C + c], r);
    best = first_of_block(best);
    if (threadIdx.x == 0) row[c] = best.place;
  }
}

// One block: k is small. Each round finds the first of what comes behind the round's before.
template <class T>
__global__ void top_k_kernel(Index E, Index k, const T* __restrict__ x, T* __restrict__ values,
                             Index* __restrict__ indices) {
  Candidate<T> last{T{0}, kNowhere};
  for (Index r = 0; r < k; ++r) {
    Candidate<T> best{T{0}, kNowhere};
    for (Index e = threadIdx.x; e < E; e += cuda::kThreads)
      if (last.place == kNowhere || comes_before(last.number, last.place, x[e], e))
        best.take_if_before(x[e], e);
    last = first_of_block(best);
    if (threadIdx.x == 0) {
      values[r] = last.number;
      indices[r] = last.place;
    }
  }
}

}  // namespace

void Argmax::cuda() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  visit_float(info.name, x.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(C, 1), cuda::kThreads, argmax_kernel<T>, R, C, x.data<T>(),
                 row.data<Index>());
  });
}

void TopK::cuda() const {
  if (values.numel() == 0) return;
  visit_float(info.name, x.dtype(), [&]<class T>() {
    cuda::launch(1, cuda::kThreads, top_k_kernel<T>, x.numel(), values.numel(), x.data<T>(),
                 values.data<T>(), indices.data<Index>());
  });
}

}  // namespace posegrad::kernels

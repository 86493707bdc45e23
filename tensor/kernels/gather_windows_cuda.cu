#include "tensor/cuda/launch.h"
#include "tensor/kernels/gather_windows.h"

namespace posegrad::kernels {
namespace {

struct Sizes {
  Index B;
  int L, K, F;
};

// A block takes a window after the other; its threads take neighbouring numbers of it, so that they
// write neighbours, and read them too unless the window is mirrored. A thread's next number is
// blockDim.x further: so many frames and numbers, without a division for each.
template <class T>
__global__ void gather_windows_kernel(Sizes s, const T* __restrict__ frames,
                                      const Index* __restrict__ windows,
                                      const Index* __restrict__ swap, T* __restrict__ y) {
  const int numbers = s.L * s.K * s.F, per_frame = s.K * s.F,
            thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  const int first_t = thread / per_frame, first_j = thread % per_frame,
            step_t = threads / per_frame, step_j = threads % per_frame;
  for (Index b = blockIdx.x; b < s.B; b += gridDim.x) {
    const Index begin = windows[4 * b], first = windows[4 * b + 1], last = windows[4 * b + 2];
    const bool mirrored = windows[4 * b + 3] != 0;
    for (int e = thread, t = first_t, j = first_j; e < numbers; e += threads) {
      const Index wanted = begin + t;
      const Index frame = wanted < first ? first : wanted > last ? last : wanted;
      int source = j;
      bool is_x = false;
      if (mirrored) {
        const int k = j / s.F, f = j - k * s.F;
        source = static_cast<int>(swap[k]) * s.F + f;
        is_x = f == 0;
      }
      const T value = frames[frame * per_frame + source];
      y[b * numbers + e] = is_x ? -value : value;
      t += step_t;
      j += step_j;
      if (j >= per_frame) {
        j -= per_frame;
        ++t;
      }
    }
  }
}

}  // namespace

void GatherWindows::cuda() const {
  constexpr Index kMostNumbers = std::numeric_limits<int>::max(), kMostBlocks = Index{1} << 20;
  if (y.numel() == 0) return;
  if (y.numel() / y.dim(0) > kMostNumbers)
    throw ValueError("gather_windows: a window of more than 2^31 numbers");
  const Sizes sizes{y.dim(0), static_cast<int>(y.dim(1)), static_cast<int>(y.dim(2)),
                    static_cast<int>(y.dim(3))};
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::launch(static_cast<unsigned>(std::min(sizes.B, kMostBlocks)), cuda::kThreads,
                 gather_windows_kernel<T>, sizes, frames.data<T>(), windows.data<Index>(),
                 swap.data<Index>(), y.data<T>());
  });
}

}  // namespace posegrad::kernels

#include "tensor/cuda/launch.h"
#include "tensor/kernels/mirror.h"

namespace posegrad::kernels {
namespace {

// A block takes a window after the other; its threads take neighbouring numbers of it, so that they
// write neighbours, and read them too unless the window is mirrored. A thread's next number is
// blockDim.x further: so many frames and numbers, without a division for each.
template <class T>
__global__ void gather_windows_kernel(Index B, int L, int K, int F, const T* __restrict__ frames,
                                      const FrameWindow* __restrict__ windows,
                                      const Index* __restrict__ swap, T* __restrict__ y) {
  const int numbers = L * K * F, per_frame = K * F, thread = static_cast<int>(threadIdx.x),
            threads = static_cast<int>(blockDim.x);
  const int first_t = thread / per_frame, first_j = thread % per_frame,
            step_t = threads / per_frame, step_j = threads % per_frame;
  for (Index b = blockIdx.x; b < B; b += gridDim.x) {
    const FrameWindow window = windows[b];
    const bool mirrored = window.mirrored != 0;
    for (int e = thread, t = first_t, j = first_j; e < numbers; e += threads) {
      int source = j;
      bool is_x = false;
      if (mirrored) {
        const int k = j / F, f = j - k * F;
        source = static_cast<int>(swap[k]) * F + f;
        is_x = f == 0;
      }
      const T value = frames[window.frame(t) * per_frame + source];
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

// Neighbouring threads take neighbouring numbers of the joints, which are D apart.
template <class T>
__global__ void merge_mirrored_kernel(Index numbers, Index J, Index D, const T* __restrict__ plain,
                                      const T* __restrict__ mirrored,
                                      const Index* __restrict__ swap, T* __restrict__ y) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step()) {
    const Index d = e % D, row = e / D, j = row % J;
    const T other = mirrored[(row - j + swap[j]) * D + d];
    y[e] = (plain[e] + (d == 0 ? -other : other)) / 2;
  }
}

}  // namespace

void GatherWindows::cuda() const {
  constexpr Index kMostNumbers = std::numeric_limits<int>::max(), kMostBlocks = Index{1} << 20;
  if (y.numel() == 0) return;
  const Index B = dim<"B">(*this);
  if (y.numel() / B > kMostNumbers)
    throw ValueError("gather_windows: a window of more than 2^31 numbers");
  const auto size = [](Index all) { return static_cast<int>(all); };
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::launch(
        static_cast<unsigned>(std::min(B, kMostBlocks)), cuda::kThreads, gather_windows_kernel<T>,
        B, size(dim<"L">(*this)), size(dim<"K">(*this)), size(dim<"F">(*this)), frames.data<T>(),
        reinterpret_cast<const FrameWindow*>(windows.bytes()), swap.data<Index>(), y.data<T>());
  });
}

void MergeMirrored::cuda() const {
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(y.numel()), cuda::kThreads, merge_mirrored_kernel<T>, y.numel(),
                 dim<"J">(*this), dim<"D">(*this), plain.data<T>(), mirrored.data<T>(),
                 swap.data<Index>(), y.data<T>());
  });
}

}  // namespace posegrad::kernels

#include "tensor/cuda/launch.h"
#include "tensor/kernels/axis_view.h"
#include "tensor/kernels/gather.h"
#include "tensor/kernels/move_cuda.h"

namespace posegrad::kernels {
namespace {

// Rows (o, p) of y.
template <class Word>
__global__ void gather_kernel(Index rows, Index columns, Index L, Index P,
                              const Index* __restrict__ positions, const Word* __restrict__ x,
                              Word* __restrict__ y) {
  for (Index r = first_row(); r < rows; r += row_step()) {
    const Index o = r / P, p = r - o * P;
    const Word* const source = x + (o * L + positions[p]) * columns;
    for (Index c = first_column(); c < columns; c += column_step()) y[r * columns + c] = source[c];
  }
}

// Rows (o, i) of dx: each thread looks through all positions, in order, for those that are i.
// Positions are few; their list stays in the first cache.
template <int N, class T>
__global__ void gather_grad_kernel(Index rows, Index columns, Index L, Index P,
                                   const Index* __restrict__ positions,
                                   const Pack<T, N>* __restrict__ dy, Pack<T, N>* __restrict__ dx) {
  for (Index r = first_row(); r < rows; r += row_step()) {
    const Index o = r / L, i = r - o * L;
    for (Index c = first_column(); c < columns; c += column_step()) {
      double sums[N] = {};
      for (Index p = 0; p < P; ++p) {
        if (positions[p] != i) continue;
        const Pack<T, N> from = dy[(o * P + p) * columns + c];
#pragma unroll
        for (int k = 0; k < N; ++k)
          sums[k] += static_cast<double>(static_cast<Math<T>>(from.item[k]));
      }
      Pack<T, N> out;
#pragma unroll
      for (int k = 0; k < N; ++k) out.item[k] = static_cast<T>(sums[k]);
      dx[r * columns + c] = out;
    }
  }
}

}  // namespace

void Gather::cuda() const {
  const AxisView from(x.shape(), axis), to(y.shape(), axis);
  const Index bytes = to.inner * static_cast<Index>(size_of(y.dtype()));
  visit_word({static_cast<std::uintptr_t>(bytes), address_of(x.bytes()), address_of(y.bytes())},
             [&]<class Word>() {
               launch_rows(to.outer * to.size, bytes / Index{sizeof(Word)}, gather_kernel<Word>,
                           from.size, to.size, positions.data<Index>(),
                           reinterpret_cast<const Word*>(x.bytes()),
                           reinterpret_cast<Word*>(y.bytes()));
             });
}

void GatherGrad::cuda() const {
  const AxisView from(dy.shape(), axis), to(dx.shape(), axis);
  cuda::visit_number(info.name, dx.dtype(), [&]<class T>() {
    constexpr int N = cuda::kPack<T>;
    const T* const source = dy.data<T>();
    T* const target = dx.data<T>();
    const auto run = [&]<int n>() {
      launch_rows(to.outer * to.size, to.inner / n, gather_grad_kernel<n, T>, to.size, from.size,
                  positions.data<Index>(), reinterpret_cast<const Pack<T, n>*>(source),
                  reinterpret_cast<Pack<T, n>*>(target));
    };
    if (cuda::is_packed<N>(to.inner, source) && cuda::is_packed<N>(to.inner, target))
      run.template operator()<N>();
    else
      run.template operator()<1>();
  });
}

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
  if (y.numel() / dim<"B">(*this) > kMostNumbers)
    throw ValueError("gather_windows: a window of more than 2^31 numbers");
  const Sizes sizes{dim<"B">(*this), static_cast<int>(dim<"L">(*this)),
                    static_cast<int>(dim<"K">(*this)), static_cast<int>(dim<"F">(*this))};
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::launch(static_cast<unsigned>(std::min(sizes.B, kMostBlocks)), cuda::kThreads,
                 gather_windows_kernel<T>, sizes, frames.data<T>(), windows.data<Index>(),
                 swap.data<Index>(), y.data<T>());
  });
}

}  // namespace posegrad::kernels

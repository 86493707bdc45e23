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

}  // namespace posegrad::kernels

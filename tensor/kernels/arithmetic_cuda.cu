#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/map_cuda.h"

namespace posegrad::kernels {
namespace {

// N neighbours of a row from number c on; with step 0 the row is one number, repeated.
template <int N, class T>
__device__ Pack<T, N> take(const T* row, Index step, Index c) {
  if (step != 0) return *reinterpret_cast<const Pack<T, N>*>(row + c);
  Pack<T, N> repeated;
#pragma unroll
  for (int i = 0; i < N; ++i) repeated.item[i] = *row;
  return repeated;
}

// y[e] = f(a[..], b[..]). A row is one run along the last merged axis, `columns` packs of N; the
// other axes give where it begins in the operands.
template <int N, class T, class F>
__global__ void broadcast_kernel(Index rows, Index columns, BroadcastLayout layout,
                                 const T* __restrict__ a, const T* __restrict__ b,
                                 T* __restrict__ y, F f) {
  const int last = layout.rank - 1;
  const auto& inner = layout.axes[static_cast<std::size_t>(last)];
  for (Index r = first_row(); r < rows; r += row_step()) {
    const T *from_a = a, *from_b = b;
    Index rest = r;
    for (int axis = last - 1; axis >= 0; --axis) {
      const auto& [size, step_a, step_b] = layout.axes[static_cast<std::size_t>(axis)];
      const Index outer = axis == 0 ? 0 : rest / size, position = rest - outer * size;
      rest = outer;
      from_a += position * step_a;
      from_b += position * step_b;
    }
    T* const to = y + r * inner.size;
    for (Index c = first_column(); c < columns; c += column_step()) {
      const Pack<T, N> left = take<N>(from_a, inner.step_a, c * N),
                       right = take<N>(from_b, inner.step_b, c * N);
      Pack<T, N> out;
#pragma unroll
      for (int i = 0; i < N; ++i)
        out.item[i] = static_cast<T>(
            f(static_cast<Math<T>>(left.item[i]), static_cast<Math<T>>(right.item[i])));
      *reinterpret_cast<Pack<T, N>*>(to + c * N) = out;
    }
  }
}

// Packs of N fit where runs are made of whole ones: an operand's rows then begin with one.
template <class T, class F>
void broadcast(const BroadcastLayout& layout, Index count, const T* a, const T* b, T* y, F f) {
  if (count == 0) return;
  constexpr int N = cuda::kPack<T>;
  const auto& inner = layout.axes[static_cast<std::size_t>(layout.rank - 1)];
  const auto fits = [&](const T* data, Index step) {
    return step == 0 || cuda::is_packed<N>(inner.size, data);
  };
  const auto run = [&]<int n>() {
    launch_rows(count / inner.size, inner.size / n, broadcast_kernel<n, T, F>, layout, a, b, y, f);
  };
  if (fits(a, inner.step_a) && fits(b, inner.step_b) && fits(y, 1))
    run.template operator()<N>();
  else
    run.template operator()<1>();
}

template <class T, class F>
void broadcast(const Tensor& a, const Tensor& b, const Tensor& y, F f) {
  if (a.shape() == b.shape()) return map<T>(a, b, y, f);
  broadcast(BroadcastLayout(a.shape(), b.shape(), y.shape()), y.numel(), a.data<T>(), b.data<T>(),
            y.data<T>(), f);
}

template <class T>
struct First {
  __device__ T operator()(T x, T) const { return x; }
};

template <class Word>
void repeat(const Tensor& x, const Tensor& y) {
  const auto* const from = reinterpret_cast<const Word*>(x.bytes());
  broadcast(BroadcastLayout(x.shape(), x.shape(), y.shape()), y.numel(), from, from,
            reinterpret_cast<Word*>(y.bytes()), First<Word>{});
}

}  // namespace

template <class Op>
void BinaryOp<Op>::cuda() const {
  cuda::visit_number(Op::info.name, y.dtype(), [&]<class T>() {
    broadcast<T>(a, b, y, typename Op::template Function<Math<T>>{});
  });
}

void AddInto::cuda() const {
  cuda::visit_number(info.name, sum.dtype(),
                     [&]<class T>() { map<T>(sum, x, sum, Add::Function<Math<T>>{}); });
}

// Moves words of a number's size.
void BroadcastTo::cuda() const {
  switch (size_of(y.dtype())) {
    case 2:
      return repeat<std::uint16_t>(x, y);
    case 4:
      return repeat<std::uint32_t>(x, y);
    default:
      return repeat<std::uint64_t>(x, y);
  }
}

namespace {

// Nobody reads them.
[[maybe_unused, gnu::used]] const auto kBinaryKernels = cuda_kernels(BinaryOps{});

}  // namespace
}  // namespace posegrad::kernels

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

// Packs fit where runs are made of whole ones: an operand's rows then begin with one. A number that
// is repeated fits everywhere.
template <class T, class F>
void broadcast(const Tensor& a, const Tensor& b, const Tensor& y, F f) {
  if (y.numel() == 0) return;
  const BroadcastLayout layout(a.shape(), b.shape(), y.shape());
  const auto& inner = layout.axes[static_cast<std::size_t>(layout.rank - 1)];
  const auto* const left = reinterpret_cast<const T*>(a.bytes());
  const auto* const right = reinterpret_cast<const T*>(b.bytes());
  auto* const to = reinterpret_cast<T*>(y.bytes());
  visit_packs<T>(inner.size, {to, inner.step_a == 0 ? to : left, inner.step_b == 0 ? to : right},
                 [&]<int N>() {
                   launch_rows(y.numel() / inner.size, inner.size / N, broadcast_kernel<N, T, F>,
                               layout, left, right, to, f);
                 });
}

struct First {
  __device__ auto operator()(auto x, auto) const { return x; }
};

}  // namespace

template <class Op>
void BinaryOp<Op>::cuda() const {
  visit_number(Op::info.name, y.dtype(), [&]<class T>() {
    const Formula<Op> f;
    a.shape() == b.shape() ? map<T>(a, b, y, f) : broadcast<T>(a, b, y, f);
  });
}

void AddInto::cuda() const {
  visit_number(info.name, sum.dtype(), [&]<class T>() { map<T>(sum, x, sum, Formula<Add>{}); });
}

// Moves words of a number's size.
void BroadcastTo::cuda() const {
  switch (size_of(y.dtype())) {
    case 2:
      return broadcast<std::uint16_t>(x, x, y, First{});
    case 4:
      return broadcast<std::uint32_t>(x, x, y, First{});
    default:
      return broadcast<std::uint64_t>(x, x, y, First{});
  }
}

// Nobody reads them.
[[maybe_unused, gnu::used]] const auto kBinaryKernels = cuda_kernels(BinaryOps{});

}  // namespace posegrad::kernels

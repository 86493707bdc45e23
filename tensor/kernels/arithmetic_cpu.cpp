#include <algorithm>

#include "tensor/compiler.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

// y[e] = f(a[..], b[..]) for one run along the last merged axis.
template <class T, class F>
inline __attribute__((always_inline)) void broadcast_run(Index count, const T* __restrict a,
                                                         Index step_a, const T* __restrict b,
                                                         Index step_b, T* __restrict y, F f) {
  if (step_a == 0) {
    const T repeated = *a;
    for (Index i = 0; i < count; ++i) y[i] = f(repeated, b[i]);
  } else if (step_b == 0) {
    const T repeated = *b;
    for (Index i = 0; i < count; ++i) y[i] = f(a[i], repeated);
  } else {
    for (Index i = 0; i < count; ++i) y[i] = f(a[i], b[i]);
  }
}

template <class T, class F>
POSEGRAD_HOT void broadcast_range(Index begin, Index end, const BroadcastLayout& layout, const T* a,
                                  const T* b, T* y, F f) {
  const int last = layout.rank - 1;
  std::array<Index, Shape::kMaxRank> at{};
  Index from_a = 0, from_b = 0, rest = begin;
  for (int axis = last; axis >= 0; --axis) {
    const auto& [size, step_a, step_b] = layout.axes[static_cast<std::size_t>(axis)];
    const Index position = rest % size;
    rest /= size;
    at[static_cast<std::size_t>(axis)] = position;
    from_a += position * step_a;
    from_b += position * step_b;
  }
  const auto& inner = layout.axes[static_cast<std::size_t>(last)];
  Index column = at[static_cast<std::size_t>(last)];
  for (Index e = begin; e < end;) {
    const Index count = std::min(inner.size - column, end - e);
    broadcast_run(count, a + from_a, inner.step_a, b + from_b, inner.step_b, y + e, f);
    e += count;
    from_a -= column * inner.step_a;
    from_b -= column * inner.step_b;
    column = 0;
    for (int axis = last - 1; axis >= 0; --axis) {  // the next row, as an odometer counts
      const auto& [size, step_a, step_b] = layout.axes[static_cast<std::size_t>(axis)];
      from_a += step_a;
      from_b += step_b;
      if (++at[static_cast<std::size_t>(axis)] < size) break;
      at[static_cast<std::size_t>(axis)] = 0;
      from_a -= size * step_a;
      from_b -= size * step_b;
    }
  }
}

template <class T, class F>
void broadcast(const Tensor& a, const Tensor& b, const Tensor& y, F f) {
  const BroadcastLayout layout(a.shape(), b.shape(), y.shape());
  parallel_for(y.numel(), 0.3, [&](Index begin, Index end) {
    broadcast_range(begin, end, layout, a.data<T>(), b.data<T>(), y.data<T>(), f);
  });
}

// No __restrict: a tensor may be added to itself.
template <class T>
POSEGRAD_HOT void add_into_range(Index begin, Index end, const T* x, T* sum) {
  for (Index e = begin; e < end; ++e) sum[e] += x[e];
}

}  // namespace

template <class Op>
void BinaryOp<Op>::cpu() const {
  visit_float(Op::info.name, y.dtype(), [&]<class T>() { broadcast<T>(a, b, y, Formula<Op>{}); });
}

void AddInto::cpu() const {
  visit_float(info.name, sum.dtype(), [&]<class T>() {
    parallel_for(sum.numel(), 0.3, [&](Index begin, Index end) {
      add_into_range(begin, end, x.data<T>(), sum.data<T>());
    });
  });
}

void BroadcastTo::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { broadcast<T>(x, x, y, [](T value, T) { return value; }); });
}

// Nobody reads them.
[[maybe_unused, gnu::used]] const auto kBinaryKernels = cpu_kernels(BinaryOps{});

}  // namespace posegrad::kernels

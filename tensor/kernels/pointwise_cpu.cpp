#include "tensor/compiler.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerNumber = 0.3;  // nanoseconds: memory traffic

template <class T, class F>
POSEGRAD_HOT void map_range(Index begin, Index end, const T* __restrict x, T* __restrict y, F f) {
  for (Index e = begin; e < end; ++e) y[e] = f(x[e]);
}

template <class T, class F>
POSEGRAD_HOT void map_range(Index begin, Index end, const T* __restrict a, const T* __restrict b,
                            T* __restrict y, F f) {
  for (Index e = begin; e < end; ++e) y[e] = f(a[e], b[e]);
}

template <class From, class To>
POSEGRAD_HOT void cast_range(Index begin, Index end, const From* __restrict x, To* __restrict y) {
  for (Index e = begin; e < end; ++e) y[e] = static_cast<To>(x[e]);
}

template <class Body>
void visit_number(std::string_view op, DType dtype, Body&& body) {
  if (dtype == DType::bf16) return body.template operator()<BFloat16>();
  visit_float(op, dtype, body);
}

}  // namespace

template <class Op>
void UnaryOp<Op>::cpu() const {
  visit_float(Op::info.name, y.dtype(), [&]<class T>() {
    const auto f = static_cast<const Op*>(this)->template function<T>();
    parallel_for(y.numel(), kCostPerNumber, [&](Index begin, Index end) {
      map_range(begin, end, x.data<T>(), y.data<T>(), f);
    });
  });
}

template <class Op>
void UnaryGradOp<Op>::cpu() const {
  visit_float(Op::info.name, dx.dtype(), [&]<class T>() {
    const auto f = static_cast<const Op*>(this)->template function<T>();
    parallel_for(dx.numel(), kCostPerNumber, [&](Index begin, Index end) {
      map_range(begin, end, dy.data<T>(), at.data<T>(), dx.data<T>(), f);
    });
  });
}

void Cast::cpu() const {
  visit_number(info.name, x.dtype(), [&]<class From>() {
    visit_number(info.name, y.dtype(), [&]<class To>() {
      parallel_for(y.numel(), kCostPerNumber, [&](Index begin, Index end) {
        cast_range(begin, end, x.data<From>(), y.data<To>());
      });
    });
  });
}

namespace {

// Nobody reads them.
[[maybe_unused, gnu::used]] const auto kUnaryKernels = cpu_kernels(UnaryOps{});
[[maybe_unused, gnu::used]] const auto kUnaryGradKernels = cpu_kernels(UnaryGradOps{});

}  // namespace

}  // namespace posegrad::kernels

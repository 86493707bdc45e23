#include "tensor/compiler.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerNumber = 0.3;  // nanoseconds: memory traffic

template <class Y, class F, class... X>
POSEGRAD_HOT void map_range(Index begin, Index end, Y* __restrict y, F f,
                            const X* __restrict... x) {
  for (Index e = begin; e < end; ++e) y[e] = f(x[e]...);
}

// y[e] = f(x[e]...)
template <class Y, class F, class... X>
void map(const Tensor& y, F f, const X*... x) {
  parallel_for(y.numel(), kCostPerNumber,
               [&](Index begin, Index end) { map_range(begin, end, y.data<Y>(), f, x...); });
}

}  // namespace

template <class Op>
void UnaryOp<Op>::cpu() const {
  visit_float(Op::info.name, y.dtype(), [&]<class T>() {
    map<T>(y, static_cast<const Op&>(*this).template function<T>(), x.data<T>());
  });
}

template <class Op>
void UnaryGradOp<Op>::cpu() const {
  visit_float(Op::info.name, dx.dtype(), [&]<class T>() {
    map<T>(dx, static_cast<const Op&>(*this).template function<T>(), dy.data<T>(), at.data<T>());
  });
}

void Cast::cpu() const {
  visit_number(info.name, x.dtype(), [&]<class From>() {
    visit_number(info.name, y.dtype(), [&]<class To>() {
      map<To>(
          y, [](From number) { return static_cast<To>(number); }, x.data<From>());
    });
  });
}

// Nobody reads them.
[[maybe_unused, gnu::used]] const auto kUnaryKernels = cpu_kernels(UnaryOps{});
[[maybe_unused, gnu::used]] const auto kUnaryGradKernels = cpu_kernels(UnaryGradOps{});

}  // namespace posegrad::kernels

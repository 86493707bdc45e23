#include "tensor/compiler.h"
#include "tensor/kernels/bias_relu.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerNumber = 0.2;  // nanoseconds: memory traffic

// x and y may be the same row: no __restrict between them. A NaN goes through, to be seen.
template <bool kResidual, class T>
POSEGRAD_HOT void row(const T* x, const T* __restrict bias, const T* __restrict residual, Index C,
                      T* y) {
  for (Index c = 0; c < C; ++c) {
    const T sum = x[c] + bias[c], passed = sum < 0 ? T{0} : sum;
    y[c] = kResidual ? passed + residual[c] : passed;
  }
}

template <class T>
void run(const BiasRelu& op) {
  const Index C = dim<"C">(op);
  const T *const x = op.x.data<T>(), *const bias = op.bias.data<T>();
  const T* const residual = op.residual.defined() ? op.residual.data<T>() : nullptr;
  T* const y = op.y.data<T>();
  Index first = 0;
  for (const BiasRelu::Part& part : op.parts()) {
    parallel_for(part.rows, kCostPerNumber * static_cast<double>(C), [&](Index begin, Index end) {
      for (Index r = first + begin; r < first + end; ++r)
        if (residual == nullptr)
          row<false, T>(x + r * C, bias, nullptr, C, y + r * C);
        else
          row<true, T>(x + r * C, bias, residual + (r + part.ahead) * C, C, y + r * C);
    });
    first += part.rows;
  }
}

}  // namespace

void BiasRelu::cpu() const {
  visit_float(info.name, y.dtype(), [&]<class T>() { run<T>(*this); });
}

}  // namespace posegrad::kernels

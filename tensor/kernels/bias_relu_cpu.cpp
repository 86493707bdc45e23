#include "tensor/compiler.h"
#include "tensor/kernels/bias_relu.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerNumber = 0.2;  // nanoseconds: memory traffic

// x and y may be the same row: no __restrict between them. A NaN goes through, to be seen.
template <class T>
POSEGRAD_HOT void row(const T* x, const T* __restrict bias, Index C, T* y) {
  for (Index c = 0; c < C; ++c) {
    const T sum = x[c] + bias[c];
    y[c] = sum < 0 ? T{0} : sum;
  }
}

template <class T>
POSEGRAD_HOT void row(const T* x, const T* __restrict bias, const T* __restrict residual, Index C,
                      T* y) {
  for (Index c = 0; c < C; ++c) {
    const T sum = x[c] + bias[c];
    y[c] = (sum < 0 ? T{0} : sum) + residual[c];
  }
}

template <class T>
void run(const BiasRelu& op) {
  const Index C = dim<"C">(op);
  const T* const bias = op.bias.data<T>();
  Index first = 0, first_residual = 0;  // rows where the segment begins
  for (std::size_t s = 0; s < op.segments.lengths.size(); ++s) {
    const Index length = op.segments.lengths[s];
    const T* const x = op.x.data<T>() + first * C;
    T* const y = op.y.data<T>() + first * C;
    const T* const residual =
        op.residual.defined() ? op.residual.data<T>() + (first_residual + op.start) * C : nullptr;
    parallel_for(length, kCostPerNumber * static_cast<double>(C), [&](Index begin, Index end) {
      for (Index t = begin; t < end; ++t)
        if (residual == nullptr)
          row<T>(x + t * C, bias, C, y + t * C);
        else
          row<T>(x + t * C, bias, residual + t * C, C, y + t * C);
    });
    first += length;
    if (residual != nullptr) first_residual += op.residual_segments.lengths[s];
  }
}

}  // namespace

void BiasRelu::cpu() const {
  visit_float(info.name, y.dtype(), [&]<class T>() { run<T>(*this); });
}

}  // namespace posegrad::kernels

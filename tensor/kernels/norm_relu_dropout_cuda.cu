#include "tensor/kernels/norm_relu_dropout.h"
#include "tensor/kernels/normalise_cuda.h"

namespace posegrad::kernels {

void NormReluDropout::cuda() const {
  visit_number(info.name, x.dtype(), [&]<class T>() {
    constexpr int N = kColumnPack<T>;
    const auto run = [&]<bool kDrop, bool kResidual>() {
      map_columns<N>(*this, Forward<T, true, kDrop, kResidual>(*this));
    };
    if (p > 0)
      residual.defined() ? run.template operator()<true, true>()
                         : run.template operator()<true, false>();
    else
      residual.defined() ? run.template operator()<false, true>()
                         : run.template operator()<false, false>();
  });
}

void NormReluDropoutGradSums::cuda() const {
  visit_number(info.name, x.dtype(), [&]<class T>() {
    if (p > 0)
      column_sums(*this, GradientSums<T, true, true>(*this));
    else
      column_sums(*this, GradientSums<T, true, false>(*this));
  });
}

void NormReluDropoutGradX::cuda() const {
  visit_number(info.name, x.dtype(), [&]<class T>() {
    if (p > 0)
      map_columns<4>(*this, Gradient<T, true, true>(*this));
    else
      map_columns<4>(*this, Gradient<T, true, false>(*this));
  });
}

}  // namespace posegrad::kernels

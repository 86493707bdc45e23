#include "tensor/kernels/running_stats.h"

namespace posegrad::kernels {

void RunningStats::cpu() const {
  visit_float(info.name, mean.dtype(), [&]<class T>() {
    const double share = momentum_now.defined() ? momentum_now.at(0) : momentum;
    const auto keep = static_cast<T>(1.0 - share), take = static_cast<T>(share);
    const T unbiased = rows > 1 ? static_cast<T>(rows) / static_cast<T>(rows - 1) : T{1};
    for (Index c = 0; c < mean.numel(); ++c) {
      mean.data<T>()[c] = keep * mean_in.data<T>()[c] + take * batch_mean.data<T>()[c];
      variance.data<T>()[c] = rows == 1 ? variance_in.data<T>()[c]
                                        : keep * variance_in.data<T>()[c] +
                                              take * batch_variance.data<T>()[c] * unbiased;
    }
  });
  if (batches.defined()) *batches.data<Index>() = *batches_in.data<Index>() + 1;
}

}  // namespace posegrad::kernels

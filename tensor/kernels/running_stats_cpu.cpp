#include "tensor/kernels/running_stats.h"

namespace posegrad::kernels {

void RunningStats::cpu() const {
  visit_float(info.name, mean.dtype(), [&]<class T>() {
    const auto keep = static_cast<T>(1.0 - momentum), take = static_cast<T>(momentum);
    const T unbiased = rows > 1 ? static_cast<T>(rows) / static_cast<T>(rows - 1) : T{1};
    for (Index c = 0; c < mean.numel(); ++c) {
      mean.data<T>()[c] = keep * mean_in.data<T>()[c] + take * batch_mean.data<T>()[c];
      variance.data<T>()[c] = rows == 1 ? variance_in.data<T>()[c]
                                        : keep * variance_in.data<T>()[c] +
                                              take * batch_variance.data<T>()[c] * unbiased;
    }
  });
}

}  // namespace posegrad::kernels

#include <cmath>

#include "tensor/kernels/fold_norm.h"

namespace posegrad::kernels {

// Once per model: in double, so that folding costs one rounding a weight.
void FoldNorm::cpu() const {
  visit_float(info.name, folded.dtype(), [&]<class T>() {
    const Index window = w.dim(1) * w.dim(2);
    const T* from = w.data<T>();
    T* to = folded.data<T>();
    for (Index o = 0; o < w.dim(0); ++o) {
      const double scale = gamma.at(o) / std::sqrt(variance.at(o) + eps);
      for (Index e = o * window; e < (o + 1) * window; ++e)
        to[e] = static_cast<T>(static_cast<double>(from[e]) * scale);
      bias.data<T>()[o] = static_cast<T>(beta.at(o) - mean.at(o) * scale);
    }
  });
}

}  // namespace posegrad::kernels

#include <cmath>

#include "tensor/kernels/fold_norm.h"
#include "tensor/kernels/rows_cuda.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct Norm {
  const T *mean, *variance, *gamma, *beta;
  double eps;
  __device__ double scale(Index o) const {
    return static_cast<double>(gamma[o]) / std::sqrt(static_cast<double>(variance[o]) + eps);
  }
};

// A row is the filter of an output channel. Once per model: in double, as on the CPU.
template <class T>
__global__ void fold_kernel(Index rows, Index columns, Norm<T> norm, const T* __restrict__ w,
                            T* __restrict__ folded, T* __restrict__ bias) {
  for (Index o = first_row(); o < rows; o += row_step()) {
    const double scale = norm.scale(o);
    if (first_column() == 0)
      bias[o] = static_cast<T>(static_cast<double>(norm.beta[o]) -
                               static_cast<double>(norm.mean[o]) * scale);
    for (Index c = first_column(); c < columns; c += column_step())
      folded[o * columns + c] = static_cast<T>(static_cast<double>(w[o * columns + c]) * scale);
  }
}

}  // namespace

void FoldNorm::cuda() const {
  visit_float(info.name, folded.dtype(), [&]<class T>() {
    const Norm<T> norm{mean.data<T>(), variance.data<T>(), gamma.data<T>(), beta.data<T>(), eps};
    launch_rows(w.dim(0), w.dim(1) * w.dim(2), fold_kernel<T>, norm, w.data<T>(), folded.data<T>(),
                bias.data<T>());
  });
}

}  // namespace posegrad::kernels

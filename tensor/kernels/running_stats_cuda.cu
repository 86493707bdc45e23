#include "tensor/cuda/launch.h"
#include "tensor/kernels/running_stats.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct Statistics {
  const T *batch_mean, *batch_variance, *mean_in, *variance_in;
  const T* momentum_now;  // or nullptr
  double momentum;
  Index rows;
  T *mean, *variance;
  const Index* batches_in;
  Index* batches;  // or nullptr
};

// One thread a channel; the first also counts the batch.
template <class T>
__global__ void running_stats_kernel(Index C, Statistics<T> s) {
  const double share =
      s.momentum_now != nullptr ? static_cast<double>(*s.momentum_now) : s.momentum;
  const T keep = static_cast<T>(1.0 - share), take = static_cast<T>(share);
  const T unbiased = s.rows > 1 ? static_cast<T>(s.rows) / static_cast<T>(s.rows - 1) : T{1};
  for (Index c = cuda::first_item(); c < C; c += cuda::item_step()) {
    s.mean[c] = keep * s.mean_in[c] + take * s.batch_mean[c];
    if (s.rows > 1)
      s.variance[c] = keep * s.variance_in[c] + take * s.batch_variance[c] * unbiased;
    else
      s.variance[c] = s.variance_in[c];
  }
  if (s.batches != nullptr && cuda::first_item() == 0) *s.batches = *s.batches_in + 1;
}

}  // namespace

void RunningStats::cuda() const {
  visit_float(info.name, mean.dtype(), [&]<class T>() {
    const Statistics<T> s{batch_mean.data<T>(),
                          batch_variance.data<T>(),
                          mean_in.data<T>(),
                          variance_in.data<T>(),
                          momentum_now.defined() ? momentum_now.data<T>() : nullptr,
                          momentum,
                          rows,
                          mean.data<T>(),
                          variance.data<T>(),
                          batches.defined() ? batches_in.data<Index>() : nullptr,
                          batches.defined() ? batches.data<Index>() : nullptr};
    cuda::launch(std::max(1U, cuda::blocks_for(mean.numel())), cuda::kThreads,
                 running_stats_kernel<T>, mean.numel(), s);
  });
}

}  // namespace posegrad::kernels

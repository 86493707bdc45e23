#include "pose/frame_errors.h"
#include "tensor/cuda/launch.h"

namespace posegrad::pose {
namespace {

// One thread a frame: a few hundred multiplications, and the alignment has no part that threads
// could share.
template <class Measure, class T>
__global__ void frame_errors_kernel(Index frames, Index J, const T* __restrict__ predicted,
                                    const T* __restrict__ target, double* __restrict__ errors) {
  for (Index n = cuda::first_item(); n < frames; n += cuda::item_step())
    errors[n] =
        Measure::of(FramePoints<T>{predicted + 3 * J * n}, FramePoints<T>{target + 3 * J * n}, J);
}

}  // namespace

template <class Measure>
Tensor frame_errors_on_gpu(const Tensor& predicted, const Tensor& target) {
  const Index frames = std::max<Index>(predicted.dim(0) - Measure::kFrames + 1, 0);
  const Tensor errors = Tensor::empty({frames}, DType::f64, Device::cuda);
  visit_float("metrics", predicted.dtype(), [&]<class T>() {
    constexpr unsigned kThreads = 64;  // they need many registers, and frames are soon too few
    cuda::launch(cuda::blocks_for(frames, kThreads), kThreads, frame_errors_kernel<Measure, T>,
                 frames, predicted.dim(1), predicted.data<T>(), target.data<T>(),
                 errors.data<double>());
  });
  return errors;
}

template Tensor frame_errors_on_gpu<PositionError>(const Tensor&, const Tensor&);
template Tensor frame_errors_on_gpu<AlignedError>(const Tensor&, const Tensor&);
template Tensor frame_errors_on_gpu<ScaledError>(const Tensor&, const Tensor&);
template Tensor frame_errors_on_gpu<VelocityError>(const Tensor&, const Tensor&);

}  // namespace posegrad::pose

#include "pose/evaluation/frame_errors.h"
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

template <class Op>
void compute(const Op& op) {
  visit_float(Op::info.name, op.predicted.dtype(), [&]<class T>() {
    constexpr unsigned kThreads = 64;  // they need many registers, and frames are soon too few
    const Index frames = op.error.numel();
    cuda::launch(
        cuda::blocks_for(frames, kThreads), kThreads, frame_errors_kernel<typename Op::Measure, T>,
        frames, op.predicted.dim(1), static_cast<const T*>(op.predicted.template data<T>()),
        static_cast<const T*>(op.target.template data<T>()), op.error.template data<double>());
  });
}

}  // namespace

void Mpjpe::cuda() const { compute(*this); }
void PMpjpe::cuda() const { compute(*this); }
void NMpjpe::cuda() const { compute(*this); }
void Mpjve::cuda() const { compute(*this); }

}  // namespace posegrad::pose

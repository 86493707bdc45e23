#include "pose/evaluation/frame_errors.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

template <class Op>
void compute(const Op& op) {
  using Measure = typename Op::Measure;
  const Index J = op.predicted.dim(1);
  double* const error = op.error.template data<double>();
  visit_float(Op::info.name, op.predicted.dtype(), [&]<class T>() {
    const T* const from = op.predicted.template data<T>();
    const T* const to = op.target.template data<T>();
    constexpr double kPerJoint = 100;  // of the alignment; the others do less
    parallel_for(op.error.numel(), kPerJoint * static_cast<double>(J), [&](Index begin, Index end) {
      for (Index n = begin; n < end; ++n)
        error[n] = Measure::of(FramePoints<T>{from + 3 * J * n}, FramePoints<T>{to + 3 * J * n}, J);
    });
  });
}

}  // namespace

void Mpjpe::cpu() const { compute(*this); }
void PMpjpe::cpu() const { compute(*this); }
void NMpjpe::cpu() const { compute(*this); }
void Mpjve::cpu() const { compute(*this); }

}  // namespace posegrad::pose

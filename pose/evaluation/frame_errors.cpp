#include "pose/evaluation/frame_errors.h"

#include <algorithm>

#include "tensor/dims.h"

namespace posegrad::pose {
namespace {

template <class Op>
Index error_count(const Tensor& predicted) {
  return std::max<Index>(predicted.dim(0) - Op::Measure::kFrames + 1, 0);
}

void check(std::string_view op, const Tensor& predicted, const Tensor& target) {
  Dims dims(op);
  const Index xyz = dims.bind("predicted", predicted, "N", "J", "3")[2];
  dims.bind("target", target, "N", "J", "3");
  dims.require(xyz == 3, "'predicted' has shape {}; expected (N, J, 3)",
               predicted.shape().to_string());
  if (predicted.device() != target.device())
    throw DeviceError(fmt::format("{}: 'predicted' lies on {}, 'target' on {}", op,
                                  name_of(predicted.device()), name_of(target.device())));
}

double moved_bytes(const Tensor& poses, const Tensor& error) {
  return 2 * static_cast<double>(poses.nbytes()) + static_cast<double>(error.nbytes());
}

double operations(const Tensor& poses, const Tensor& error, double per_joint, double per_frame) {
  return static_cast<double>(error.numel()) *
         (per_joint * static_cast<double>(poses.dim(1)) + per_frame);
}

}  // namespace

template <class Op>
Tensor frame_errors(const Tensor& predicted, const Tensor& target) {
  check(Op::info.name, predicted, target);
  Tensor error = Tensor::empty({error_count<Op>(predicted)}, DType::f64, predicted.device());
  dispatch(Op{predicted, target, error});
  return error;
}

template Tensor frame_errors<Mpjpe>(const Tensor&, const Tensor&);
template Tensor frame_errors<PMpjpe>(const Tensor&, const Tensor&);
template Tensor frame_errors<NMpjpe>(const Tensor&, const Tensor&);
template Tensor frame_errors<Mpjve>(const Tensor&, const Tensor&);

// A difference 3, its length 6, the sum 1.
double Mpjpe::flops() const { return operations(predicted, error, 10, 1); }
// Means 6, differences from them 6, |a|^2 6, b^T a 18, s R x + t 21, and as above.
double PMpjpe::flops() const { return operations(predicted, error, 67, 6); }
// Both products 12, scaling 3, and as above.
double NMpjpe::flops() const { return operations(predicted, error, 25, 2); }
// Two differences 6, and as above.
double Mpjve::flops() const { return operations(predicted, error, 16, 1); }

double Mpjpe::bytes() const { return moved_bytes(predicted, error); }
double PMpjpe::bytes() const { return moved_bytes(predicted, error); }
double NMpjpe::bytes() const { return moved_bytes(predicted, error); }
double Mpjve::bytes() const { return moved_bytes(predicted, error); }

}  // namespace posegrad::pose

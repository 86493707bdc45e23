#include "tensor/kernels/bias_relu.h"

#include "tensor/dims.h"

namespace posegrad::kernels {

void bias_relu(const Tensor& x, const Tensor& bias, const Segments& segments,
               const Tensor& residual, const Segments& residual_segments, Index start) {
  Dims dims("bias_relu");
  const auto [R, C] = dims.bind("x", x, "R", "C");
  dims.bind("bias", bias, "C");
  dims.require(segments.rows() == R, "the segments have {} rows, x has {}", segments.rows(), R);
  if (residual.defined()) {
    const auto [R_in, C_in] = dims.bind("residual", residual, "R_in", "C");
    dims.require(residual_segments.rows() == R_in &&
                     residual_segments.lengths.size() == segments.lengths.size(),
                 "the residual's {} segments have {} rows; expected {} segments and {} rows",
                 residual_segments.lengths.size(), residual_segments.rows(),
                 segments.lengths.size(), R_in);
    for (std::size_t s = 0; s < segments.lengths.size(); ++s)
      dims.require(start >= 0 && start + segments.lengths[s] <= residual_segments.lengths[s],
                   "rows {} to {} do not lie in the residual's segment of {}", start,
                   start + segments.lengths[s], residual_segments.lengths[s]);
  }
  dispatch(BiasRelu{x, bias, residual, segments, residual_segments, start, x});
}

}  // namespace posegrad::kernels

#pragma once
#include "nn/module.h"

namespace posegrad::nn {

/// y = x W^T + b over the last axis.  W (C_out, C_in), b (C_out). Initial values uniform in
/// +-1/sqrt(C_in), PyTorch's default for Linear.
class Linear final : public Module {
 public:
  Linear(Index in, Index out, std::uint64_t seed, std::uint64_t counter);

  /// x (..., C_in) -> (..., C_out). Throws ShapeError for another last axis.
  Variable forward(const Variable& x) const;
  void collect(const std::string& prefix, State& state) const override;

 private:
  Variable weight_, bias_;
};

}  // namespace posegrad::nn

#pragma once
#include "nn/pass.h"

namespace posegrad::nn {

/// Sets numbers to zero with probability p and divides the others by 1 - p; in evaluation the
/// identity. Source: arXiv:1207.0580; scaled in training ("inverted") as PyTorch does.
class Dropout final : public Module {
 public:
  explicit Dropout(double p) : p_(p) {}
  /// Throws ValueError in training without a random stream.
  Variable forward(const Variable& x, const Pass& pass) const;
  void collect(const std::string&, State&) const override {}
  double p() const noexcept { return p_; }

 private:
  double p_;
};

}  // namespace posegrad::nn

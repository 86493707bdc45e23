#pragma once
#include <vector>

#include "nn/module.h"
#include "tensor/kernels/adam.h"

namespace posegrad::nn {

struct AdamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;
  double eps = 1e-8;  // added to the root of the corrected second moment, outside of it
  bool amsgrad = true;
};

/// Adam, with the AMSGrad maximum:  m, v running means of g and g^2;  vmax = max(vmax, v);
///   p -= lr / (1 - beta1^t) * m / (sqrt(vmax) / sqrt(1 - beta2^t) + eps)
/// Sources: arXiv:1412.6980 (Adam), openreview ryQu7f-RZ (AMSGrad; the maximum is taken before the
/// correction).
class Adam {
 public:
  struct Moments {
    Tensor m, v, vmax;  // of the parameter's shape
  };

  Adam(std::vector<NamedVariable> parameters, AdamOptions options);

  /// One update of every parameter that has a gradient, then forgets the gradients.
  void step() {
    advance();
    update();
  }
  /// The two halves of a step, for steps that are recorded: advance() counts it, update() calls the
  /// kernels.
  void advance() noexcept { ++steps_; }
  void update();
  void zero_grad();

  /// (2) of the parameters' type: in the place of what learning rate and step count give
  /// (AdamScales), from now on. Empty: not so.
  void set_device_scales(Tensor scales) { device_scales_ = std::move(scales); }
  /// Constants of the step that advance() counted.
  kernels::AdamRule rule() const;

  AdamOptions& options() noexcept { return options_; }
  const AdamOptions& options() const noexcept { return options_; }
  const std::vector<NamedVariable>& parameters() const noexcept { return parameters_; }
  std::vector<Moments>& moments() noexcept { return moments_; }
  const std::vector<Moments>& moments() const noexcept { return moments_; }
  Index steps() const noexcept { return steps_; }
  void set_steps(Index steps) noexcept { steps_ = steps; }

 private:
  std::vector<NamedVariable> parameters_;
  std::vector<Moments> moments_;
  AdamOptions options_;
  Index steps_ = 0;
  Tensor device_scales_;
};

}  // namespace posegrad::nn

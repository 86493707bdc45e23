#pragma once
#include <array>
#include <cmath>
#include <span>
#include <string_view>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// Constants of one step. t counts steps from 1.
struct AdamRule {
  double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  Index t = 1;

  bool operator==(const AdamRule&) const = default;
};

/// Adam on one parameter, in place: p and p_in share storage, and so do the moments. With vmax it
/// is AMSGrad: the maximum is of the raw second moment. Without (vmax and vmax_in empty), v takes
/// its place. `device_scales`, where there is one, holds lr / (1 - beta1^t) and 1 / sqrt(1 - beta2^t)
/// and takes the place of what the rule says of them: a recorded step finds there what changes from
/// step to step.
///   m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  vmax = max(vmax, v)
/// Sources: arXiv:1412.6980, openreview ryQu7f-RZ.
struct AdamStep {
  static constexpr OpInfo info{
      .name = "adam",
      .formula =
          "m = beta1 m + (1 - beta1) grad; v = beta2 v + (1 - beta2) grad^2; vmax = max(vmax, v); "
          "p = p - lr / (1 - beta1^t) m / (sqrt(vmax) / sqrt(1 - beta2^t) + eps)",
      .shapes =
          "grad (E...), p_in (E...), m_in (E...), v_in (E...), vmax_in (E...)?, device_scales (2)? "
          "-> p (E...), m (E...), v (E...), vmax (E...)?",
      .gradient = "none: a step ends where gradients begin",
      .roundings = "p: 14; m: 4; v: 5; vmax: 5",
      .magnitude =
          "p: |p| + lr / (1 - beta1^t) (|beta1 m| + |(1 - beta1) grad|) "
          "/ (sqrt(vmax) / sqrt(1 - beta2^t) + eps); m: |beta1 m| + |(1 - beta1) grad|; v: v; "
          "vmax: vmax",
      .flops = "(13 + has(vmax))*E",
  };
  Tensor grad, p_in, m_in, v_in, vmax_in;
  AdamRule rule;
  Tensor p = {}, m = {}, v = {}, vmax = {};
  Tensor device_scales = {};
  static constexpr std::array inputs{&AdamStep::grad, &AdamStep::p_in,    &AdamStep::m_in,
                                     &AdamStep::v_in, &AdamStep::vmax_in, &AdamStep::device_scales};
  static constexpr std::array outputs{&AdamStep::p, &AdamStep::m, &AdamStep::v, &AdamStep::vmax};
  void cpu() const;
  void cuda() const;
  static void cuda_all(std::span<const AdamStep> calls);
  Reference reference(int output, Index element) const;
};

/// lr / (1 - beta1^t) and 1 / sqrt(1 - beta2^t).
struct AdamScales {
  double step, root;
  explicit AdamScales(const AdamRule& rule);
};

/// The rule in a kernel's number type. One text for CPU and GPU.
template <class T>
struct AdamFunction {
  T beta1, rest1, beta2, rest2;  // rest = 1 - beta, rounded after the subtraction
  T step, root;                  // of AdamScales
  T eps;

  explicit AdamFunction(const AdamRule& rule)
      : beta1(static_cast<T>(rule.beta1)),
        rest1(static_cast<T>(1 - rule.beta1)),
        beta2(static_cast<T>(rule.beta2)),
        rest2(static_cast<T>(1 - rule.beta2)),
        step(static_cast<T>(AdamScales(rule).step)),
        root(static_cast<T>(AdamScales(rule).root)),
        eps(static_cast<T>(rule.eps)) {}

  /// Without `amsgrad`, vmax is left alone.
  POSEGRAD_HOST_DEVICE void operator()(bool amsgrad, T grad, T& p, T& m, T& v, T& vmax) const {
    m = beta1 * m + rest1 * grad;
    v = beta2 * v + rest2 * grad * grad;
    T second = v;
    if (amsgrad) second = vmax = vmax > second ? vmax : second;
    p -= step * m / (std::sqrt(second) * root + eps);
  }
};

/// A parameter with its moments and its gradient.
struct AdamTensors {
  Tensor p, m, v, vmax, grad;  // vmax may be empty
};

/// Updates p, m, v and, unless it is empty, vmax. Throws ShapeError or DTypeError unless all are
/// like p, ValueError for t below 1.
void adam_step(const AdamTensors& tensors, const AdamRule& rule, const Tensor& device_scales = {});

/// The same for many parameters: on a GPU in one kernel, when nobody observes kernels one by one;
/// observed, number i is called in the scope names[i].
void adam_steps(std::span<const AdamTensors> all, std::span<const std::string_view> names,
                const AdamRule& rule, const Tensor& device_scales = {});

}  // namespace posegrad::kernels

#pragma once
#include <functional>
#include <string>
#include <vector>

#include "autograd/variable.h"

namespace posegrad {

/// How far the gradient of one input is from finite differences.
struct GradcheckResult {
  double worst_error =
      0;  // largest |analytic - numeric| / (scale of the input's gradient); NaN if any is NaN
  std::size_t input = 0;  // where it is
  Index element = 0;
  double analytic = 0, numeric = 0;

  bool ok(double tolerance = 1e-6) const { return worst_error <= tolerance; }  // false for NaN
  std::string to_string() const;
};

/// Checks the gradients of f at `inputs` (f64) against central differences of fourth order, with a
/// random cotangent: L = sum(c * f(x)), c uniform in [-1, 1] from `seed`. A plain sum would be
/// blind: batch norm's gradient of it is 0. The error of an input's gradient is relative to the
/// largest entry of that gradient (or to 1e-3 of the largest over all inputs, if that is more, so
/// that a gradient that is zero by its nature compares as zero). f must be smooth within `step`
/// around the inputs and give the same result every time. Throws DTypeError unless the inputs are
/// f64.
GradcheckResult gradcheck(const std::function<Variable(const std::vector<Variable>&)>& f,
                          const std::vector<Tensor>& inputs, std::uint64_t seed = 1,
                          double step = 1e-3);

}  // namespace posegrad

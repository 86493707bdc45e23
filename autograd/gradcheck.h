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

using GradcheckFunction = std::function<Variable(const std::vector<Variable>&)>;

/// Checks the gradients of f at `inputs` (f64) against central differences of fourth order, with a
/// random cotangent: L = sum(c * f(x)), c uniform in [-1, 1] from `seed`. A plain sum would be
/// blind: batch norm's gradient of it is 0. The error of an input's gradient is relative to the
/// largest entry of that gradient (or to 1e-3 of the largest over all inputs, if that is more, so
/// that a gradient that is zero by its nature compares as zero). f must be smooth within `step`
/// around the inputs and give the same result every time. Throws DTypeError unless the inputs are
/// f64.
GradcheckResult gradcheck(const GradcheckFunction& f, const std::vector<Tensor>& inputs,
                          std::uint64_t seed = 1, double step = 1e-3);

struct GradcheckOptions {
  std::uint64_t seed = 1;  // of the cotangent and of the choice of elements
  double step = 1e-3;
  Index elements = 0;       // of each leaf, drawn at random; 0: all
  double tolerance = 1e-6;  // a larger error is looked at closer: is f smooth there?
};

/// How far the gradient of one leaf is from finite differences.
struct LeafGradcheck {
  Index elements = 0;    // that differences were taken at
  Index not_smooth = 0;  // of these: with a kink of f within 2 steps, so that nothing was compared
  double worst_error = 0;  // as in GradcheckResult, over the others
  Index element = 0;       // where it is
  double analytic = 0, numeric = 0;
};

/// The same for leaves that f() uses, which need not be smooth everywhere. Where the differences
/// disagree with the gradient, they are taken again with a tenth of the step. They differ from the
/// first ones when f has a kink between the two distances; the left and the right slope differ when
/// it has one nearer. Such an element is counted as not smooth and left out, of the scale as well;
/// one at which both steps tell the same slope counts as an error. Writes the leaves' gradients.
/// Throws DTypeError unless the leaves are f64.
std::vector<LeafGradcheck> gradcheck_leaves(const std::function<Variable()>& f,
                                            std::vector<Variable> leaves,
                                            const GradcheckOptions& options = {});

/// gradcheck_leaves with the inputs of f as leaves.
std::vector<LeafGradcheck> gradcheck_inputs(const GradcheckFunction& f,
                                            const std::vector<Tensor>& inputs,
                                            const GradcheckOptions& options = {});

}  // namespace posegrad

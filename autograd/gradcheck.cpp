#include "autograd/gradcheck.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad {
namespace {

Tensor random_cotangent(const Shape& shape, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  Tensor c = Tensor::empty(shape, DType::f64);
  for (double& x : c.cpu_span<double>())
    x = 2.0 * (static_cast<double>(engine() >> 11) * 0x1p-53) - 1.0;
  return c;
}

double inner_product(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (Index e = 0; e < a.numel(); ++e) sum += a.at(e) * b.at(e);
  return sum;
}

/// `wanted` of the numbers below `count`, sorted; all when there are no more. Floyd's way: each set
/// is as likely.
std::set<Index> draw(Index count, Index wanted, std::mt19937_64& engine) {
  std::set<Index> drawn;
  const Index first = wanted == 0 || wanted > count ? 0 : count - wanted;
  for (Index last = first; last < count; ++last) {
    const auto candidate =
        first == 0 ? last : static_cast<Index>(engine() % (static_cast<std::uint64_t>(last) + 1));
    if (!drawn.insert(candidate).second) drawn.insert(last);
  }
  return drawn;
}

struct Slopes {
  double central;  // fourth order
  double bend;     // right slope less left slope
};

/// L = sum(cotangent * f) as a function of one element of a leaf.
class Loss {
 public:
  Loss(const std::function<Variable()>& f, Tensor cotangent)
      : f_(f), cotangent_(std::move(cotangent)), here_(value()) {}

  Slopes slopes(const Variable& leaf, Index element, double h) const {
    double& x = leaf.value().cpu_span<double>()[static_cast<std::size_t>(element)];
    const double at = x;
    const auto at_distance = [&](double distance) {
      x = at + distance;
      return value();
    };
    const double right = at_distance(h), left = at_distance(-h);
    const double far = at_distance(2 * h) - at_distance(-2 * h);
    x = at;
    // (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h: error h^4
    return {(8 * (right - left) - far) / (12 * h), (right - 2 * here_ + left) / h};
  }

 private:
  double value() const {
    const NoGrad no_grad;
    return inner_product(f_().value(), cotangent_);
  }

  const std::function<Variable()>& f_;
  Tensor cotangent_;
  double here_;  // where all leaves are as they were given
};

struct Element {
  Index at;
  double analytic;
  Slopes numeric;
  bool examined = false, smooth = true;

  double error(double scale) const {
    return analytic == numeric.central ? 0.0 : std::abs(analytic - numeric.central) / scale;
  }
};

/// False when a kink explains that the slope at `element` is not the gradient. With h the step:
/// a kink at a distance of h/20 to 2h moves the two central differences apart; one that is nearer
/// bends the function as much over h/10 as over h, where a smooth one bends a tenth.
bool is_smooth(const Loss& loss, const Variable& leaf, const Element& element, double h) {
  const double error = std::abs(element.analytic - element.numeric.central);
  const Slopes near = loss.slopes(leaf, element.at, h / 10);
  const bool apart = std::abs(element.numeric.central - near.central) > error / 2;
  const bool bent =
      std::abs(near.bend) > error && std::abs(near.bend) > std::abs(element.numeric.bend) / 4;
  return !apart && !bent;
}

double largest(const std::vector<Element>& elements) {
  double most = 0;
  for (const Element& element : elements)
    if (element.smooth) most = std::max(most, std::abs(element.numeric.central));
  return most;
}

/// Of every leaf: its largest slope, or 1e-3 of the largest of all.
std::vector<double> scales(const std::vector<std::vector<Element>>& leaves) {
  std::vector<double> result;
  for (const auto& elements : leaves) result.push_back(largest(elements));
  const double most = result.empty() ? 0 : *std::ranges::max_element(result);
  for (double& scale : result) scale = std::max(scale, 1e-3 * most);
  return result;
}

LeafGradcheck summary(const std::vector<Element>& elements, double scale) {
  LeafGradcheck found{.elements = static_cast<Index>(elements.size())};
  Index compared = 0;
  for (const Element& element : elements) {
    if (!element.smooth) {
      ++found.not_smooth;
      continue;
    }
    const double error = element.error(scale);
    const bool first = compared++ == 0;
    if (std::isnan(found.worst_error) || (!first && error <= found.worst_error)) continue;
    found.worst_error = error;
    found.element = element.at;
    found.analytic = element.analytic;
    found.numeric = element.numeric.central;
  }
  return found;
}

}  // namespace

std::vector<LeafGradcheck> gradcheck_leaves(const std::function<Variable()>& f,
                                            std::vector<Variable> leaves,
                                            const GradcheckOptions& options) {
  for (Variable& leaf : leaves) {
    if (leaf.dtype() != DType::f64) throw DTypeError("gradcheck: the inputs must be f64");
    leaf.zero_grad();
  }
  const Variable output = f();
  const Tensor cotangent = random_cotangent(output.shape(), options.seed);
  backward(output, cotangent);
  const Loss loss(f, cotangent);

  std::mt19937_64 engine(options.seed);
  std::vector<std::vector<Element>> elements(leaves.size());
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const Tensor& gradient = leaves[i].grad();
    for (const Index at : draw(leaves[i].value().numel(), options.elements, engine))
      elements[i].push_back({at, gradient.defined() ? gradient.at(at) : 0.0,
                             loss.slopes(leaves[i], at, options.step)});
  }
  // What is not smooth may have hidden other errors behind a large scale: until nothing new is
  // found.
  for (bool again = true; again;) {
    again = false;
    const std::vector<double> scale = scales(elements);
    for (std::size_t i = 0; i < leaves.size(); ++i)
      for (Element& element : elements[i]) {
        if (element.examined || element.error(scale[i]) <= options.tolerance) continue;
        element.examined = true;
        element.smooth = is_smooth(loss, leaves[i], element, options.step);
        again = again || !element.smooth;
      }
  }
  std::vector<LeafGradcheck> found;
  const std::vector<double> scale = scales(elements);
  for (std::size_t i = 0; i < leaves.size(); ++i) found.push_back(summary(elements[i], scale[i]));
  return found;
}

std::vector<LeafGradcheck> gradcheck_inputs(const GradcheckFunction& f,
                                            const std::vector<Tensor>& inputs,
                                            const GradcheckOptions& options) {
  std::vector<Variable> leaves;
  for (const Tensor& input : inputs) leaves.emplace_back(input.clone(), true);
  return gradcheck_leaves([&] { return f(leaves); }, leaves, options);
}

GradcheckResult gradcheck(const GradcheckFunction& f, const std::vector<Tensor>& inputs,
                          std::uint64_t seed, double step) {
  GradcheckResult worst;
  const auto found = gradcheck_inputs(
      f, inputs,
      {.seed = seed, .step = step, .tolerance = std::numeric_limits<double>::infinity()});
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!(found[i].worst_error <= worst.worst_error))
      worst = {found[i].worst_error, i, found[i].element, found[i].analytic, found[i].numeric};
    if (std::isnan(worst.worst_error)) return worst;
  }
  return worst;
}

std::string GradcheckResult::to_string() const {
  return fmt::format(
      "relative error {:.3g} at input {}, element {}: analytic {:.12g}, numeric {:.12g}",
      worst_error, input, element, analytic, numeric);
}

}  // namespace posegrad

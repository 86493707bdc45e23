#include "autograd/gradcheck.h"

#include <algorithm>
#include <cmath>
#include <random>

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

}  // namespace

GradcheckResult gradcheck(const std::function<Variable(const std::vector<Variable>&)>& f,
                          const std::vector<Tensor>& inputs, std::uint64_t seed, double step) {
  std::vector<Variable> variables;
  for (const Tensor& input : inputs) {
    if (input.dtype() != DType::f64) throw DTypeError("gradcheck: the inputs must be f64");
    variables.emplace_back(input.clone(), true);
  }
  const Variable output = f(variables);
  const Tensor cotangent = random_cotangent(output.shape(), seed);
  backward(output, cotangent);

  const auto loss = [&] {
    const NoGrad no_grad;
    return inner_product(f(variables).value(), cotangent);
  };
  std::vector<Tensor> numeric;
  double largest_of_all = 0;
  for (const Variable& variable : variables) {
    Tensor gradient = Tensor::empty(variable.shape(), DType::f64);
    const std::span<double> x = variable.value().cpu_span<double>();
    for (std::size_t e = 0; e < x.size(); ++e) {
      const double at = x[e];
      const auto difference = [&](double h) {
        x[e] = at + h;
        const double above = loss();
        x[e] = at - h;
        return above - loss();
      };
      // (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h: error h^4
      const double slope = (8 * difference(step) - difference(2 * step)) / (12 * step);
      x[e] = at;
      gradient.cpu_span<double>()[e] = slope;
      largest_of_all = std::max(largest_of_all, std::abs(slope));
    }
    numeric.push_back(std::move(gradient));
  }

  GradcheckResult worst;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const Tensor& analytic = variables[i].grad();
    double scale = 1e-3 * largest_of_all;
    for (const double g : numeric[i].cpu_view<double>()) scale = std::max(scale, std::abs(g));
    for (Index e = 0; e < numeric[i].numel(); ++e) {
      const double a = analytic.defined() ? analytic.at(e) : 0.0, n = numeric[i].at(e);
      const double error = a == n ? 0.0 : std::abs(a - n) / scale;
      if (!(error <= worst.worst_error)) worst = {error, i, e, a, n};
      if (std::isnan(worst.worst_error)) return worst;
    }
  }
  return worst;
}

std::string GradcheckResult::to_string() const {
  return fmt::format(
      "relative error {:.3g} at input {}, element {}: analytic {:.12g}, numeric {:.12g}",
      worst_error, input, element, analytic, numeric);
}

}  // namespace posegrad

// An op of your own: softplus(x) = log(1 + exp(x)), with its gradient, which finite differences check.
#include <cmath>

#include <fmt/format.h>
#include <posegrad/autograd/gradcheck.h>
#include <posegrad/autograd/variable.h>

using namespace posegrad;

// A new tensor of f(x[e]), for float and double.
template <class F>
Tensor each(const Tensor& x, F f) {
  const Tensor y = Tensor::empty(x.shape(), x.dtype());
  visit_float("softplus", x.dtype(), [&]<class T>() {
    for (Index e = 0; e < x.numel(); ++e) y.data<T>()[e] = static_cast<T>(f(x.at(e)));
  });
  return y;
}

Variable softplus(const Variable& x) {
  Tensor y = each(x.value(), [](double v) { return std::log1p(std::exp(v)); });
  // dx = dy / (1 + exp(-x)). The closure holds the input's numbers, never the output's variable.
  return record("softplus", std::move(y), {x},
                [x = x.value()](const Tensor& dy, const Wants&) -> Grads {
                  Index e = 0;
                  return {each(x, [&](double v) { return dy.at(e++) / (1 + std::exp(-v)); })};
                });
}

int main() {
  const Variable x(Tensor::from<double>({4}, {-2, -0.5, 0.5, 2}), true);
  const Variable y = softplus(x);
  backward(y, Tensor::full({4}, 1, DType::f64));
  for (Index e = 0; e < 4; ++e)
    fmt::print("softplus({:4.1f}) = {:.4f}, slope {:.4f}\n", x.value().at(e), y.value().at(e),
               x.grad().at(e));

  const auto f = [](const std::vector<Variable>& inputs) { return softplus(inputs[0]); };
  const GradcheckResult result = gradcheck(f, {x.value()});
  fmt::print("gradcheck: {}\n", result.ok() ? "right" : result.to_string());
  return result.ok() ? 0 : 1;
}

#include "autograd/gradcheck_cases.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace posegrad {
namespace {

// A function's static: the ops add themselves before main, in no particular order.
std::vector<GradcheckCase>& entries() {
  static std::vector<GradcheckCase> list;
  return list;
}

}  // namespace

GradcheckCases::GradcheckCases(std::initializer_list<GradcheckCase> cases) {
  entries().insert(entries().end(), cases);
}

std::vector<GradcheckCase> gradcheck_cases() {
  std::vector<GradcheckCase> sorted = entries();
  std::ranges::stable_sort(sorted, {}, &GradcheckCase::op);
  return sorted;
}

std::vector<Tensor> random_inputs(const GradcheckCase& c, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::vector<Tensor> inputs;
  for (const GradcheckInput& input : c.inputs) {
    Tensor tensor = Tensor::empty(input.shape, DType::f64);
    for (double& x : tensor.cpu_span<double>()) {
      x = input.low + (input.high - input.low) * (static_cast<double>(engine() >> 11) * 0x1p-53);
      for (const double kink : input.kinks)
        if (std::abs(x - kink) < 0.02) x = x < kink ? kink - 0.03 : kink + 0.03;
    }
    inputs.push_back(std::move(tensor));
  }
  return inputs;
}

}  // namespace posegrad

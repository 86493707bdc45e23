#include "nn/conv1d.h"

#include <cmath>

#include "autograd/ops/arithmetic.h"
#include "nn/init.h"

namespace posegrad::nn {

Conv1d::Conv1d(Sizes sizes, std::uint64_t seed, std::uint64_t counter) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(sizes.in * sizes.width));
  // Two counters a layer: weight and bias must not share their numbers.
  weight_ = Variable(uniform({sizes.out, sizes.width, sizes.in}, bound, seed, 2 * counter), true);
  if (sizes.bias) bias_ = Variable(uniform({sizes.out}, bound, seed, 2 * counter + 1), true);
}

Variable Conv1d::forward(const Variable& x, Conv1dOptions options,
                         std::optional<DType> result) const {
  Variable y = conv1d(x, weight_, options, result);
  return bias_.defined() ? y + bias_ : y;
}

void Conv1d::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  if (bias_.defined()) state.add_parameter(prefix + "bias", bias_);
}

}  // namespace posegrad::nn

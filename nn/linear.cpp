#include "nn/linear.h"

#include <cmath>

#include "autograd/ops/arithmetic.h"
#include "autograd/ops/matmul.h"
#include "autograd/ops/reshape.h"
#include "nn/init.h"

namespace posegrad::nn {

Linear::Linear(Index in, Index out, std::uint64_t seed, std::uint64_t counter) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(in));
  weight_ = Variable(uniform({out, in}, bound, seed, 2 * counter), true);
  bias_ = Variable(uniform({out}, bound, seed, 2 * counter + 1), true);
}

Variable Linear::forward(const Variable& x) const {
  const Index in = x.dim(-1), out = weight_.dim(0);
  const Variable rows = reshape(x, {in == 0 ? 0 : x.value().numel() / in, in});
  const Variable y = matmul(rows, weight_, {.transpose_b = true}) + bias_;
  return reshape(y, x.shape().with(-1, out));
}

void Linear::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  state.add_parameter(prefix + "bias", bias_);
}

}  // namespace posegrad::nn

// Chapter 5: docs/tutorial/05_norm_dropout.md
#include <fmt/format.h>

#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "nn/layers.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

// Channel 0 around 5, channel 1 between -0.01 and 0.01.
Tensor two_channels(std::uint64_t seed) {
  const Tensor x = test::random_tensor({8, 4, 2}, DType::f32, seed);
  const auto numbers = x.cpu_span<float>();
  for (std::size_t e = 0; e < numbers.size(); e += 2) {
    numbers[e] += 5;
    numbers[e + 1] *= 0.01F;
  }
  return x;
}

void training_and_evaluation() {
  const nn::BatchNorm1d norm(2);
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    norm.forward(Variable(two_channels(seed)), nn::Mode::training, 0.1);
  show("running mean", norm.running_mean(), 1);
  show("running deviation", sqrt(Variable(norm.running_var())).value(), 3);

  const Variable one_frame(two_channels(201).reshape({32, 1, 2}).rows(0, 1));
  const Tensor trained = norm.forward(one_frame, nn::Mode::training, 0).value();
  const Tensor evaluated = norm.forward(one_frame, nn::Mode::evaluation, 0).value();
  show("one frame", one_frame.value().reshape({2}), 3);
  show("in training", trained.reshape({2}));
  show("in evaluation", evaluated.reshape({2}));
}

void masks() {
  const Variable ones(Tensor::full({12}, 1));
  nn::RandomStream random{.seed = 7};
  const nn::Dropout half(0.5);
  const nn::Pass training{.mode = nn::Mode::training, .random = &random};
  show("step 1", half.forward(ones, training).value(), 0);
  show("step 2", half.forward(ones, training).value(), 0);
  show("step 1 again", dropout(ones, 0.5, {.seed = 7, .counter = 0}).value(), 0);
  show("evaluation", half.forward(ones, {}).value(), 0);
}

constexpr double kEps = 1e-5;

// Batch norm of the rows of x, put together from smaller ops.
Variable batchnorm_of_ops(const Variable& x, const Variable& gamma, const Variable& beta) {
  const Variable centred = x - mean(x, {0}, true);
  const Variable variance = mean(centred * centred, {0}, true);
  return gamma * (centred / sqrt(variance + kEps)) + beta;
}

// The same, but the variance passes for a constant.
Variable forgetful_batchnorm(const Variable& x, const Variable& gamma, const Variable& beta) {
  const Variable centred = x - mean(x, {0}, true);
  const Variable variance = mean(centred * centred, {0}, true).detach();
  return gamma * (centred / sqrt(variance + kEps)) + beta;
}

using Norm = Variable (*)(const Variable&, const Variable&, const Variable&);

void compare(const char* name, Norm norm) {
  const std::vector<Tensor> inputs{test::random_tensor({6, 3}, DType::f64, 8),
                                   test::random_tensor({3}, DType::f64, 9),
                                   test::random_tensor({3}, DType::f64, 10)};
  const auto output = [norm](const auto& v) { return norm(v[0], v[1], v[2]); };
  const auto summed = [norm](const auto& v) { return sum(norm(v[0], v[1], v[2])); };
  fmt::print("{}: random cotangent {}, sum {}\n", name,
             gradcheck(output, inputs).ok() ? "right" : "WRONG",
             gradcheck(summed, inputs).ok() ? "right" : "WRONG");
}

Variable library_batchnorm(const Variable& x, const Variable& gamma, const Variable& beta) {
  return batchnorm(x, gamma, beta, kEps);
}

}  // namespace

int main() {
  training_and_evaluation();
  masks();
  compare("the library's op", library_batchnorm);
  compare("of smaller ops", batchnorm_of_ops);
  compare("forgetful", forgetful_batchnorm);
}

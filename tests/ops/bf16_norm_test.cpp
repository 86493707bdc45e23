// Sums and batch normalisation of bf16 tensors, which only a GPU has. What belongs to a channel is
// f32.
#include <boost/test/unit_test.hpp>

#include "tensor/kernels/batchnorm.h"
#include "tensor/kernels/norm_relu_dropout.h"
#include "tensor/kernels/reduce.h"
#include "tests/support/check_kernel.h"
#include "tests/support/in_precision.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

struct Case {
  const char* name;
  Index N, L, C;
  double p;
  Index L_in, start, step;  // of the residual; L_in = 0: none
};

// In packs of 8 and of 4 channels, and one by one.
const Case kCases[] = {
    {"packs of 8", 30, 5, 136, 0.25, 12, 1, 2}, {"packs of 4", 3, 70, 12, 0.25, 75, 2, 1},
    {"one by one", 50, 3, 67, 0.5, 3, 0, 1},    {"no residual", 20, 3, 264, 0.25, 0, 0, 1},
    {"no dropout", 20, 3, 264, 0, 0, 0, 1},     {"residual without dropout", 20, 3, 24, 0, 3, 0, 1},
};

Tensor random_bf16(const Shape& shape, std::uint64_t seed) {
  return random_tensor(shape, DType::bf16, seed);
}
Tensor out(const Shape& shape) { return Tensor::empty(shape, DType::bf16); }

}  // namespace

BOOST_AUTO_TEST_SUITE(bf16_norm_kernels, *on_gpu())

BOOST_AUTO_TEST_CASE(sums) {
  check_kernel(kernels::Sum{random_bf16({33, 1021}, 1), {true, true}, 1, out({})});
  check_kernel(kernels::Sum{random_bf16({1000, 7}, 2), {true, false}, -0.3, out({7})});
  check_kernel(kernels::Sum{random_bf16({5, 7, 150}, 3), {true, false, true}, 0.5, out({7})});
}

BOOST_AUTO_TEST_CASE(batch_norm_with_and_without_what_follows) {
  for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
      const Shape flat{c.N * c.L, c.C};
      const Tensor x = random_bf16(flat, 1), dy = random_bf16(flat, 2);
      const Tensor gamma = random_tensor({c.C}, DType::f32, 3, 0.5, 2),
                   beta = random_tensor({c.C}, DType::f32, 4);
      const Tensor residual = c.L_in > 0 ? random_bf16({c.N, c.L_in, c.C}, 5) : Tensor{};
      const auto channels = [&] { return Tensor::empty({c.C}, DType::f32); };
      const Tensor mean = channels(), variance = channels(), dgamma = channels(),
                   dbeta = channels();
      constexpr double kEps = 1e-5;
      check_kernel(kernels::BatchNormStats{x, mean, variance});
      check_kernel(kernels::BatchNormApply{x, mean, variance, gamma, beta, kEps, out(flat)});
      check_kernel(kernels::BatchNormGradSums{dy, x, mean, variance, kEps, dgamma, dbeta});
      check_kernel(kernels::BatchNormGradX{dy, x, mean, variance, gamma, dgamma, dbeta, kEps,
                                           flat[0], out(flat)});
      const kernels::NormDropout how{mean, variance, gamma, beta, kEps, c.p, {11, 5}};
      check_kernel(
          kernels::NormReluDropout{how, x, residual, {c.L, c.L_in, c.start, c.step}, out(flat)});
      check_kernel(kernels::NormReluDropoutGradSums{how, dy, x, dgamma, dbeta});
      check_kernel(kernels::NormReluDropoutGradX{how, dy, x, dgamma, dbeta, flat[0], out(flat)});
    }
}

BOOST_AUTO_TEST_CASE(statistics_and_gradients_of_channels_are_f32) {
  const Tensor x = random_bf16({4, 3, 8}, 1).to(Device::cuda),
               gamma = Tensor::full({8}, 1, DType::f32, Device::cuda);
  const kernels::BatchStats stats = kernels::batchnorm_stats(x);
  BOOST_TEST((stats.mean.dtype() == DType::f32 && stats.variance.dtype() == DType::f32));
  const kernels::NormDropout how{stats.mean, stats.variance, gamma, gamma};
  BOOST_TEST((kernels::norm_relu_dropout(x, how).dtype() == DType::bf16));
  const kernels::BatchNormGrads grads = kernels::norm_relu_dropout_grad(x, x, how, true);
  BOOST_TEST((grads.dx.dtype() == DType::bf16 && grads.dgamma.dtype() == DType::f32 &&
              grads.dbeta.dtype() == DType::f32));
  const kernels::BatchNormGrads plain = kernels::batchnorm_grad(x, x, stats, gamma, 1e-5, true);
  BOOST_TEST((plain.dx.dtype() == DType::bf16 && plain.dgamma.dtype() == DType::f32));
}

BOOST_AUTO_TEST_SUITE_END()

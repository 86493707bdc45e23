#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

constexpr double kEps = 1e-5;

struct Case {
  const char* name;
  Index rows, channels;
  double offset;  // of the numbers from zero: large offsets show cancellation
};

const Case kCases[] = {
    {"small", 7, 3, 0},
    {"two rows", 2, 4, 0},
    {"one channel", 50, 1, 0.5},
    {"several blocks", 333, 5, 0},
    {"far from zero", 200, 6, 300},
    {"one row", 1, 4, 0},
    {"wide, several tiles of a GPU", 300, 132, 0.3},
    {"odd and wide", 150, 67, 0},
    {"many tiles of a GPU", 1500, 12, 0},
};

Tensor sample(const Case& c, DType dtype, std::uint64_t seed) {
  return random_tensor({c.rows, c.channels}, dtype, seed, c.offset - 1, c.offset + 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(batchnorm_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
        const Tensor x = sample(c, dtype, 1), dy = random_tensor(x.shape(), dtype, 2);
        const Tensor gamma = random_tensor({c.channels}, dtype, 3, 0.5, 2),
                     beta = random_tensor({c.channels}, dtype, 4);
        const auto channels = [&] { return Tensor::empty({c.channels}, dtype); };
        const Tensor mean = channels(), variance = channels(), dgamma = channels(),
                     dbeta = channels();
        check_kernel(kernels::BatchNormStats{x, mean, variance});
        check_kernel(kernels::BatchNormApply{x, mean, variance, gamma, beta, kEps,
                                             Tensor::empty(x.shape(), dtype)});
        check_kernel(kernels::BatchNormGradSums{dy, x, mean, variance, kEps, dgamma, dbeta});
        for (const Index more : {0, 5})
          check_kernel(kernels::BatchNormGradX{dy, x, mean, variance, gamma, dgamma, dbeta, kEps,
                                               x.dim(0) + more, Tensor::empty(x.shape(), dtype)});
      }
}

BOOST_AUTO_TEST_CASE(given_statistics_give_the_same_numbers_with_and_without_a_recorded_graph) {
  const kernels::BatchStats stats{random_tensor({3}, DType::f64, 5),
                                  random_tensor({3}, DType::f64, 6, 0.2, 2)};
  const Variable x(random_tensor({4, 3}, DType::f64, 1), true),
      gamma(random_tensor({3}, DType::f64, 2)), beta(random_tensor({3}, DType::f64, 3));
  const Variable recorded = batchnorm_with(x, gamma, beta, kEps, stats);
  const NoGrad no_grad;
  const Variable plain = batchnorm_with(x, gamma, beta, kEps, stats);
  for (Index e = 0; e < 12; ++e)
    BOOST_TEST(std::abs(recorded.value().at(e) - plain.value().at(e)) < 1e-14);
}

BOOST_AUTO_TEST_CASE(messages_name_the_cause) {
  const Variable gamma(Tensor::zeros({4})), beta(Tensor::zeros({4}));
  BOOST_CHECK_EXCEPTION(batchnorm(Variable(Tensor::zeros({2, 3})), gamma, beta, kEps), ShapeError,
                        mentions("'gamma' has shape (4,)"));
  BOOST_CHECK_EXCEPTION(batchnorm(Variable(Tensor::zeros({0, 4})), gamma, beta, kEps), ValueError,
                        mentions("no rows"));
}

BOOST_AUTO_TEST_SUITE_END()

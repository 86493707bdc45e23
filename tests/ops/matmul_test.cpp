#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/in_precision.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

struct Case {
  const char* name;
  Index M, K, N;
};

const Case kCases[] = {{"plain", 4, 3, 5},      {"one number", 1, 1, 1}, {"row", 1, 6, 4},
                       {"column", 6, 4, 1},     {"one term", 3, 1, 5},   {"no rows", 0, 3, 5},
                       {"no columns", 4, 3, 0}, {"no terms", 4, 0, 5}};
const MatmulOptions kOptions[] = {{}, {.transpose_a = true}, {.transpose_b = true}, {true, true}};

Shape shape_a(const Case& c, MatmulOptions options) {
  return options.transpose_a ? Shape{c.K, c.M} : Shape{c.M, c.K};
}
Shape shape_b(const Case& c, MatmulOptions options) {
  return options.transpose_b ? Shape{c.N, c.K} : Shape{c.K, c.N};
}

void check(const Case& c, MatmulOptions options, DType dtype) {
  BOOST_TEST_CONTEXT(c.name << ", transposed " << options.transpose_a << options.transpose_b) {
    check_kernel(kernels::Matmul{random_tensor(shape_a(c, options), dtype, 1),
                                 random_tensor(shape_b(c, options), dtype, 2), options,
                                 Tensor::empty({c.M, c.N}, dtype)});
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(matmul_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const MatmulOptions options : kOptions) {
      for (const Case& c : kCases) check(c, options, dtype);
      check({"large", 61, 130, 77}, options, dtype);
    }
}

BOOST_AUTO_TEST_CASE(tf32_is_inside_its_wider_bounds, *on_gpu()) {
  const InPrecision tf32(Precision::tf32);
  check({"large", 61, 130, 77}, {}, DType::f32);
}

// Or the wider bounds would be for nothing.
BOOST_AUTO_TEST_CASE(tf32_is_not_float, *on_gpu()) {
  // Large enough for cuBLAS to take tensor cores: small products it may compute in float.
  const Tensor a = random_tensor({256, 256}, DType::f32, 1).to(Device::cuda),
               b = random_tensor({256, 256}, DType::f32, 2).to(Device::cuda);
  const auto product = [&](Precision wanted) {
    const InPrecision scope(wanted);
    return kernels::matmul(a, b).to(Device::cpu);
  };
  const Tensor exact = product(Precision::fp32), cut = product(Precision::tf32);
  double difference = 0;
  for (Index e = 0; e < exact.numel(); ++e)
    difference = std::max(difference, std::abs(exact.at(e) - cut.at(e)));
  BOOST_TEST(difference > 1e-4);
}

BOOST_AUTO_TEST_CASE(the_message_names_the_argument_that_broke_the_contract) {
  const Variable a(Tensor::zeros({4, 3}));
  BOOST_CHECK_EXCEPTION(
      matmul(a, Variable(Tensor::zeros({4, 5}))), ShapeError,
      mentions("matmul: 'b' has shape (4, 5); expected (K, N) with K = 3, fixed by 'a' (4, 3)"));
  BOOST_CHECK_EXCEPTION(matmul(a, Variable(Tensor::zeros({3, 5})), {.transpose_b = true}),
                        ShapeError, mentions("expected (N, K) with K = 3"));
  BOOST_CHECK_EXCEPTION(matmul(a, Variable(Tensor::zeros({3}))), ShapeError,
                        mentions("expected (K, N)"));
  BOOST_CHECK_EXCEPTION(matmul(a, Variable(Tensor::zeros({3, 5}, DType::f64))), DTypeError,
                        mentions("'b' holds f64"));
}

BOOST_AUTO_TEST_SUITE_END()

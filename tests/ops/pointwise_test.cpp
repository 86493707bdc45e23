// relu, clamp, abs, sqrt, sigmoid and norm_last: ops whose gradient has corners.
#include "tensor/kernels/pointwise.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/kernels/norm_last.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

const Shape kShapes[] = {{}, {1}, {0, 3}, {2, 3, 5}, {3, 67}, {130, 301}};

// Some random elements are exact zeros.
Tensor with_zeros(const Shape& shape, DType dtype, std::uint64_t seed) {
  const Tensor x = random_tensor(shape, DType::f64, seed);
  for (Index e = 0; e < x.numel(); e += 3) x.cpu_span<double>()[static_cast<std::size_t>(e)] = 0;
  return x.to(dtype);
}

// dL/dx of L = sum f(x) at one number.
double slope(Variable (*f)(const Variable&), double at) {
  const Variable x(Tensor::scalar(at, DType::f64), true);
  backward(f(x));
  return x.grad().item();
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

BOOST_AUTO_TEST_SUITE(pointwise_ops)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Shape& shape : kShapes) BOOST_TEST_CONTEXT(shape.to_string()) {
        const Tensor x = with_zeros(shape, dtype, 1), dy = random_tensor(shape, dtype, 2);
        const auto out = [&] { return Tensor::empty(shape, dtype); };
        check_kernel(kernels::Relu{x, out()});
        check_kernel(kernels::ReluGrad{dy, kernels::relu(x), out()});
        check_kernel(kernels::Clamp{{x, out()}, -0.3, 0.6});
        check_kernel(kernels::ClampGrad{{dy, x, out()}, -0.3, 0.6});
        check_kernel(kernels::Abs{x, out()});
        check_kernel(kernels::AbsGrad{dy, x, out()});
        check_kernel(kernels::Sqrt{kernels::abs(x), out()});
        const Tensor wide = kernels::affine(x, 30);
        check_kernel(kernels::Sigmoid{wide, out()});
        check_kernel(kernels::SigmoidGrad{dy, kernels::sigmoid(wide), out()});
      }
}

BOOST_AUTO_TEST_CASE(norm_kernels_agree_with_the_definition) {
  const Shape shapes[] = {{3},        {4, 1},       {0, 3},   {4, 0},   {5, 3},
                          {2, 17, 3}, {2, 3, 4, 2}, {3, 100}, {4001, 3}};
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Shape& shape : shapes) BOOST_TEST_CONTEXT(shape.to_string()) {
        const Tensor x = random_tensor(shape, dtype, 1);
        if (x.numel() > 0 && x.rank() > 1)  // a row of zeros
          x.reshape({x.numel() / x.dim(-1), x.dim(-1)})
              .rows(1, 2)
              .copy_from(Tensor::zeros({1, x.dim(-1)}, dtype));
        const Tensor y = kernels::norm_last(x);
        BOOST_TEST(y.rank() == x.rank() - 1);
        check_kernel(kernels::NormLast{x, Tensor::empty(y.shape(), dtype)});
        check_kernel(kernels::NormLastGrad{random_tensor(y.shape(), dtype, 2), x, y,
                                           Tensor::empty(shape, dtype)});
      }
}

BOOST_AUTO_TEST_CASE(gradients_in_the_corners) {
  BOOST_TEST(slope(relu, 0) == 0);
  BOOST_TEST(slope(relu, -0.0) == 0);
  BOOST_TEST(slope(relu, 1e-300) == 1);
  BOOST_TEST(slope(abs, 0) == 0);
  BOOST_TEST(slope(abs, -1e-300) == -1);
  const auto clamped = [](const Variable& x) { return clamp(x, -1, 2); };
  BOOST_TEST(slope(clamped, -1) == 1);
  BOOST_TEST(slope(clamped, 2) == 1);
  BOOST_TEST(slope(clamped, -1.001) == 0);
  BOOST_TEST(slope(clamped, 2.001) == 0);
}

BOOST_AUTO_TEST_CASE(the_norm_of_a_zero_row_has_gradient_zero) {
  const Variable x(Tensor::from<double>({2, 2}, {0, 0, 3, 4}), true);
  const Variable y = norm_last(x);
  backward(y, Tensor::from<double>({2}, {1, 10}));
  BOOST_TEST(y.value().at(1) == 5);
  const double expected[] = {0, 0, 6, 8};
  BOOST_TEST(x.grad().cpu_view<double>() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_norm_of_tiny_and_huge_floats_is_finite) {
  const Tensor y = kernels::norm_last(Tensor::from<float>({2, 2}, {3e-30F, 4e-30F, 3e30F, 4e30F}));
  BOOST_TEST(y.at(0) == 5e-30, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(y.at(1) == 5e30, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(sigmoid_keeps_its_digits_far_from_zero) {
  const Tensor x = Tensor::from<double>({6}, {0, -40, 40, -1e4, 1e4, 1});
  for (const DType dtype : {DType::f32, DType::f64}) {
    const Tensor y = kernels::sigmoid(x.to(dtype));
    BOOST_TEST(y.at(0) == 0.5);
    BOOST_TEST(y.at(1) == std::exp(-40.0), boost::test_tools::tolerance(1e-6));
    BOOST_TEST(y.at(2) == 1);
    BOOST_TEST(y.at(3) == 0);
    BOOST_TEST(y.at(4) == 1);
    BOOST_TEST(y.at(5) == 0.7310585786300049, boost::test_tools::tolerance(1e-6));
  }
  BOOST_TEST(slope(sigmoid, 0) == 0.25);
  BOOST_TEST(slope(sigmoid, -1e4) == 0);
}

BOOST_AUTO_TEST_CASE(a_nan_is_not_hidden) {
  for (const DType dtype : {DType::f32, DType::f64}) {
    const Tensor x = Tensor::full({37}, kNaN, dtype);  // a vector's width and a rest
    for (const Tensor& y : {kernels::relu(x), kernels::clamp(x, 0, 1), kernels::abs(x),
                            kernels::sqrt(x), kernels::sigmoid(x)})
      for (Index e = 0; e < y.numel(); ++e) BOOST_TEST(std::isnan(y.at(e)));
    const Tensor dx = kernels::relu_grad(x, Tensor::full({37}, 1, dtype));
    BOOST_TEST(std::isnan(dx.at(36)));
  }
}

BOOST_AUTO_TEST_CASE(the_message_names_what_broke_the_contract) {
  const Variable x(Tensor::zeros({2}));
  BOOST_CHECK_EXCEPTION(clamp(x, 1, 0), ValueError, mentions("clamp: low 1 is above high 0"));
  BOOST_CHECK_EXCEPTION(clamp(x, kNaN, 0), ValueError, mentions("clamp: low nan"));
  BOOST_CHECK_EXCEPTION(norm_last(Variable(Tensor::scalar(1))), ShapeError,
                        mentions("norm_last: 'x' has shape ()"));
  BOOST_CHECK_EXCEPTION(relu(Variable(Tensor::zeros({2}, DType::i64))), DTypeError,
                        mentions("relu: works on f32"));
  BOOST_CHECK_EXCEPTION(
      kernels::relu_grad(Tensor::zeros({3}), Tensor::zeros({2})), ShapeError,
      mentions(
          "relu_grad: 'y' has shape (2,); expected (E...) with E... = (3,), fixed by 'dy' (3,)"));
  BOOST_CHECK_EXCEPTION(
      kernels::norm_last_grad(Tensor::zeros({3}), Tensor::zeros({2, 2}), Tensor::zeros({3})),
      ShapeError,
      mentions("'x' has shape (2, 2); expected (E..., D) with E... = (3,), fixed by 'dy' (3,)"));
}

BOOST_AUTO_TEST_SUITE_END()

// Kernels on bf16 tensors, which only a GPU has.
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/bias_relu.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/kernels/slice.h"
#include "tests/support/check_kernel.h"
#include "tests/support/in_precision.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

Tensor random_bf16(const Shape& shape, std::uint64_t seed = 1, double low = -1, double high = 1) {
  return random_tensor(shape, DType::bf16, seed, low, high);
}
Tensor out(const Shape& shape) { return Tensor::empty(shape, DType::bf16); }

// Whole packs of 8, and less.
const Shape kShapes[] = {{}, {0, 3}, {5, 8}, {3, 67}, {130, 304}};

}  // namespace

BOOST_AUTO_TEST_SUITE(bf16_kernels, *on_gpu())

BOOST_AUTO_TEST_CASE(pointwise) {
  for (const Shape& shape : kShapes) BOOST_TEST_CONTEXT(shape.to_string()) {
      const Tensor x = random_bf16(shape, 1), dy = random_bf16(shape, 2);
      check_kernel(kernels::Relu{x, out(shape)});
      check_kernel(kernels::ReluGrad{dy, x, out(shape)});
      check_kernel(kernels::Abs{x, out(shape)});
      check_kernel(kernels::AbsGrad{dy, x, out(shape)});
      check_kernel(kernels::Clamp{{x, out(shape)}, -0.3, 0.6});
      check_kernel(kernels::ClampGrad{{dy, x, out(shape)}, -0.3, 0.6});
      check_kernel(kernels::Affine{{x, out(shape)}, 1.7, -0.3});
      check_kernel(kernels::Sqrt{random_bf16(shape, 3, 0, 4), out(shape)});
    }
}

BOOST_AUTO_TEST_CASE(bounds_of_clamp_are_numbers_of_the_tensor) {
  // 0.3 lies between two of them: the nearest is above.
  const Tensor x = Tensor::full({1}, 0.3, DType::bf16), dy = Tensor::full({1}, 1, DType::bf16);
  BOOST_TEST(x.at(0) > 0.3);
  check_kernel(kernels::Clamp{{x, out({1})}, -1, 0.3});
  check_kernel(kernels::ClampGrad{{dy, x, out({1})}, -1, 0.3});
}

BOOST_AUTO_TEST_CASE(arithmetic) {
  struct {
    Shape a, b, y;
  } const kCases[] = {{{130, 304}, {130, 304}, {130, 304}}, {{7, 40}, {40}, {7, 40}},
                      {{5, 7, 3}, {7, 3}, {5, 7, 3}},       {{7, 1}, {7, 40}, {7, 40}},
                      {{3, 1, 8}, {1, 5, 1}, {3, 5, 8}},    {{0, 3}, {3}, {0, 3}}};
  for (const auto& c : kCases) BOOST_TEST_CONTEXT(c.a.to_string()) {
      const Tensor a = random_bf16(c.a, 1), b = random_bf16(c.b, 2, 0.5, 2);
      check_kernel(kernels::Add{a, b, out(c.y)});
      check_kernel(kernels::Sub{a, b, out(c.y)});
      check_kernel(kernels::Mul{a, b, out(c.y)});
      check_kernel(kernels::Div{a, b, out(c.y)});
      check_kernel(kernels::BroadcastTo{b, out(c.y)});
    }
  const Tensor sum = random_bf16({3, 40}, 1);
  check_kernel(kernels::AddInto{sum, random_bf16({3, 40}, 2), sum});
  check_kernel(kernels::AddInto{sum, sum, sum});
}

BOOST_AUTO_TEST_CASE(moves) {
  for (const Index C : {1, 3, 8, 40}) {
    const Tensor x = random_bf16({3, 9, C}, 1), more = random_bf16({3, 2, C}, 2);
    for (const SliceRange range : {SliceRange{1, 8, 3}, SliceRange{2, 7, 1}}) {
      const Shape part{3, range.count(), C};
      check_kernel(kernels::Slice{x, 1, range, out(part)});
      check_kernel(kernels::SliceGrad{random_bf16(part), 1, range, out(x.shape())});
      check_kernel(kernels::SliceAddInto{x, random_bf16(part, 3), 1, range});
    }
    check_kernel(kernels::Concat{x, more, 1, out({3, 11, C})});
    const Tensor positions = Tensor::from<Index>({4}, {8, 0, 3, 0});
    check_kernel(kernels::Gather{x, positions, 1, out({3, 4, C})});
    check_kernel(kernels::GatherGrad{random_bf16({3, 4, C}, 4), positions, 1, out({3, 9, C})});
  }
}

BOOST_AUTO_TEST_CASE(bias_relu) {
  for (const Index C : {7, 40}) {
    const Tensor x = random_bf16({11, C}, 1), bias = random_bf16({C}, 2);
    const Tensor residual = random_bf16({23, C}, 3);
    const Segments segments{{4, 1, 6}}, in{{9, 4, 10}};
    check_kernel(kernels::BiasRelu{x, bias, {}, segments, {}, 0, out({11, C})});
    check_kernel(kernels::BiasRelu{x, bias, residual, segments, in, 2, x});
    check_kernel(kernels::BiasRelu{x, bias, residual, {{11}}, {{23}}, 5, x});
  }
}

BOOST_AUTO_TEST_CASE(a_nan_is_not_hidden) {
  const Tensor x =
      Tensor::full({37}, std::numeric_limits<double>::quiet_NaN(), DType::bf16).to(Device::cuda);
  for (const Tensor& y :
       {kernels::relu(x), kernels::clamp(x, 0, 1), kernels::abs(x), kernels::sqrt(x)})
    for (Index e = 0; e < y.numel(); ++e) BOOST_TEST(std::isnan(y.to(Device::cpu).at(e)));
}

BOOST_AUTO_TEST_SUITE_END()

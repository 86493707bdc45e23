#include "tensor/kernels/winograd_conv1d.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

// On a GPU nobody asks for it.
template <class Op>
void check_on_cpu(const Op& op) {
  check_kernel(op, __builtin_FILE(), Device::cpu);
}

struct Case {
  const char* name;
  Segments segments;
  Index dilation, C_in = 5, C_out = 7;
};

const Case kCases[] = {
    {"one whole tile", {{6}}, 1},
    {"whole groups", {{2 * 12 + 6}}, 3},
    {"one frame", {{3}}, 1},
    {"one frame, dilated", {{7}}, 3},
    {"fewer than half a group left", {{4 * 3 + 5 + 6}}, 3},
    {"half a group left", {{4 * 3 + 6 + 6}}, 3},
    {"more than half a group left", {{4 * 3 + 7 + 6}}, 3},
    {"all but one of a group", {{4 * 3 + 11 + 6}}, 3},
    {"two of two lengths", {{31, 20}}, 3},
    {"short ones between long ones", {{40, 7, 19, 8, 33}}, 3},
    {"single channels", {{14}}, 1, 1, 1},
    {"many channels", {{25, 18}}, 2, 70, 66},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(winograd_conv1d_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
        const Tensor x = random_tensor({c.segments.rows(), c.C_in}, dtype, 1);
        const Tensor w = random_tensor({c.C_out, 3, c.C_in}, dtype, 2);
        const Tensor u = Tensor::empty({6, c.C_out, c.C_in}, dtype);
        check_on_cpu(kernels::WinogradWeights{w, u});
        const Tensor y =
            Tensor::empty({c.segments.shortened(2 * c.dilation + 1).rows(), c.C_out}, dtype);
        check_on_cpu(kernels::WinogradConv1d{x, w, u, c.dilation, c.segments, y});
      }
}

BOOST_AUTO_TEST_CASE(many_segments) {
  Segments segments;
  for (Index s = 0; s < 150; ++s) segments.lengths.push_back(5 + s % 17);
  const Tensor x = random_tensor({segments.rows(), 4}), w = random_tensor({8, 3, 4});
  const Tensor y = Tensor::empty({segments.shortened(5).rows(), 8});
  check_on_cpu(kernels::WinogradConv1d{x, w, kernels::winograd_weights(w), 2, segments, y});
}

// Frames of a segment's last tiles, which are not full, lie in the next one.
BOOST_AUTO_TEST_CASE(a_nan_stays_in_its_segment) {
  const Index first = 12 + 7 + 6, second = 11;
  const Tensor x = random_tensor({first + second, 4});
  x.rows(first, first + second)
      .copy_from(Tensor::full({second, 4}, std::numeric_limits<double>::quiet_NaN()));
  const Tensor w = random_tensor({8, 3, 4});
  const Tensor y =
      kernels::winograd_conv1d(x, w, kernels::winograd_weights(w), 3, {{first, second}});
  for (Index e = 0; e < y.numel(); ++e) BOOST_TEST(std::isnan(y.at(e)) == (e >= (first - 6) * 8));
}

BOOST_AUTO_TEST_CASE(a_tile_costs_half_of_what_the_definition_does) {
  const auto products = [](Index frames) {
    const kernels::winograd::Plan plan(frames, 3);
    return kernels::kWinogradProducts * plan.tile_rows + 3 * (frames - plan.direct);
  };
  BOOST_TEST(products(12) == 18);      // instead of 36
  BOOST_TEST(products(12 + 6) == 36);  // six frames alone
  BOOST_TEST(products(12 + 7) == 36);  // a group that is not full
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_refused) {
  const Tensor x = random_tensor({20, 4}), w = random_tensor({8, 3, 4});
  const Tensor u = kernels::winograd_weights(w);
  BOOST_CHECK_THROW(kernels::winograd_weights(random_tensor({8, 5, 4})), ShapeError);
  BOOST_CHECK_THROW(kernels::winograd_conv1d(x, w, u, 1, {{19}}), ShapeError);
  BOOST_CHECK_THROW(kernels::winograd_conv1d(x, w, u, 5, {{10, 10}}), ShapeError);
  BOOST_CHECK_THROW(kernels::winograd_conv1d(x, w, u, 0, {{20}}), ValueError);
  BOOST_CHECK_THROW(kernels::winograd_conv1d(x, w, w, 1, {{20}}), ShapeError);
  BOOST_CHECK_THROW(kernels::winograd_conv1d(random_tensor({20, 5}), w, u, 1, {{20}}), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

#include "pose/evaluation/view_errors.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const Tensor kJoints = Tensor::from<Index>({5}, {1, 6, 0, 4, 1});

// The kernels are the CPU's: views are made there.
template <class Op>
void check_on_cpu(const Op& op) {
  check_kernel(op, __builtin_FILE(), Device::cpu);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(view_errors)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index N : {0, 1, 100}) {
      check_on_cpu(HipRelative{random_tensor({N, 7, 3}, dtype), kJoints, Tensor::empty({N, 5, 3})});
      check_on_cpu(DirectionAngle{random_tensor({N, 3}, dtype, 1),
                                  random_tensor({N, 3}, DType::f64, 2),
                                  Tensor::empty({N}, DType::f64)});
    }
}

BOOST_AUTO_TEST_CASE(angles_near_nothing_and_a_half_turn_are_inside) {
  const Tensor a = random_tensor({100, 3}, DType::f64), b = a.clone(), c = a.clone();
  for (Index i = 0; i < 300; ++i) {
    b.data<double>()[i] = a.at(i) + 1e-9 * static_cast<double>(i % 7 - 3);
    c.data<double>()[i] = -3 * a.at(i) + 1e-12 * static_cast<double>(i % 5 - 2);
  }
  check_on_cpu(DirectionAngle{a, b, Tensor::empty({100}, DType::f64)});
  check_on_cpu(DirectionAngle{a, c, Tensor::empty({100}, DType::f64)});
  BOOST_TEST(direction_angle(Tensor::from<double>({1, 3}, {1, 0, 0}),
                             Tensor::from<double>({1, 3}, {0, 2, 0}))
                 .item() == 90);
}

BOOST_AUTO_TEST_CASE(messages_name_the_argument) {
  const Tensor x = random_tensor({4, 5, 3});
  BOOST_CHECK_EXCEPTION(hip_relative(x, kJoints), ValueError, mentions("joint 6 of 5"));
  BOOST_CHECK_EXCEPTION(hip_relative(x, x), DTypeError,
                        mentions("'joint' holds f32; i64 is needed"));
  BOOST_CHECK_EXCEPTION(hip_relative(x, Tensor::from<Index>({2}, {0, 1})), ShapeError,
                        mentions("'joint' has shape (2,)"));
  BOOST_CHECK_EXCEPTION(direction_angle(x, x), ShapeError, mentions("expected (N, 3)"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "pose/evaluation/frame_errors.h"

#include <functional>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/procrustes.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

template <class Op>
void check_op(const Tensor& predicted, const Tensor& target) {
  const Index count = std::max<Index>(predicted.dim(0) - Op::Measure::kFrames + 1, 0);
  check_kernel(Op{predicted, target, Tensor::empty({count}, DType::f64)});
}

void check_all(const Tensor& predicted, const Tensor& target) {
  check_op<Mpjpe>(predicted, target);
  check_op<PMpjpe>(predicted, target);
  check_op<NMpjpe>(predicted, target);
  check_op<Mpjve>(predicted, target);
}

Tensor mapped(const Tensor& poses, const std::function<Vec3(Vec3)>& map) {
  const Tensor result = poses.to(DType::f64).clone();
  double* at = result.data<double>();
  for (Index i = 0; i < poses.numel() / 3; ++i, at += 3) {
    const Vec3 y = map({at[0], at[1], at[2]});
    at[0] = y.x, at[1] = y.y, at[2] = y.z;
  }
  return result.to(poses.dtype());
}

const Similarity kMove{turn_z(2.5) * turn_x(-1.1), 1.75, {0.5, -2, 3}};

}  // namespace

BOOST_AUTO_TEST_SUITE(frame_errors_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index N : {0, 1, 2, 300})
      for (const Index J : {1, 2, 3, 17, 40})
        check_all(random_tensor({N, J, 3}, dtype, 1), random_tensor({N, J, 3}, dtype, 2));
}

// The same up to a similarity, so that nothing but rounding is left of the error; far from the
// origin; mirrored, which no rotation mends.
BOOST_AUTO_TEST_CASE(near_and_mirrored_poses_are_inside) {
  for (const DType dtype : {DType::f32, DType::f64}) {
    const Tensor target = random_tensor({50, 17, 3}, dtype);
    check_all(target, target);
    check_all(mapped(target, kMove), target);
    check_all(mapped(target, [](Vec3 x) { return x + Vec3{1000, -2000, 5000}; }), target);
    check_all(mapped(target, [](Vec3 x) { return Vec3{-x.x, x.y, x.z}; }), target);
    check_all(mapped(target, [](Vec3 x) { return 1e-6 * x; }), target);
  }
}

// Sets of joints that leave a rotation, or all of them, open.
BOOST_AUTO_TEST_CASE(degenerate_poses_are_inside) {
  const auto flat = [](Vec3 x) { return Vec3{x.x, x.y, 0}; };
  const auto line = [](Vec3 x) { return Vec3{x.x, 2 * x.x, 0.5}; };
  const auto almost_a_line = [](Vec3 x) { return Vec3{x.x, 2 * x.x + 1e-8 * x.y, 1e-9 * x.z}; };
  const auto point = [](Vec3) { return Vec3{0.1, 0.7, -0.3}; };
  const auto origin = [](Vec3) { return Vec3{}; };
  for (const DType dtype : {DType::f32, DType::f64}) {
    const Tensor a = random_tensor({30, 17, 3}, dtype, 1), b = random_tensor({30, 17, 3}, dtype, 2);
    for (const std::function<Vec3(Vec3)>& map :
         std::vector<std::function<Vec3(Vec3)>>{flat, line, almost_a_line, point, origin}) {
      check_all(mapped(a, map), b);
      check_all(b, mapped(a, map));
      check_all(mapped(a, map), mapped(b, map));
      check_all(mapped(mapped(a, map), kMove), mapped(a, map));
    }
  }
  // The corners of a cube mirrored: three axes to choose from.
  Tensor cube = Tensor::empty({1, 8, 3}, DType::f64);
  for (Index i = 0; i < 24; ++i) cube.data<double>()[i] = (i / 3 >> i % 3 & 1) == 0 ? -1 : 1;
  check_op<PMpjpe>(mapped(cube, [](Vec3 x) { return Vec3{-x.x, x.y, x.z}; }), cube);
  check_op<PMpjpe>(mapped(cube, [](Vec3 x) { return Vec3{-1.1 * x.x, x.y, 0.9 * x.z}; }), cube);
}

// The bound is one of rounding, of metres.
BOOST_AUTO_TEST_CASE(the_bound_of_an_alignment_is_narrow) {
  const Tensor target = random_tensor({20, 17, 3}, DType::f32, 1, -0.5, 0.5),
               predicted = mapped(target, [](Vec3 x) {
                 return x + Vec3{0.1 * x.y, 0, x.x * x.z};
               });
  const PMpjpe op{predicted, target, frame_errors<PMpjpe>(predicted, target)};
  for (Index n = 0; n < 20; ++n) BOOST_TEST(op.reference(0, n).bound(DType::f64) < 1e-11);
}

BOOST_AUTO_TEST_CASE(messages_name_the_argument) {
  const Tensor x = random_tensor({4, 5, 3});
  BOOST_CHECK_EXCEPTION(frame_errors<PMpjpe>(x.reshape({60}), x), ShapeError,
                        mentions("p_mpjpe: 'predicted' has shape (60,)"));
  BOOST_CHECK_EXCEPTION(frame_errors<Mpjpe>(x, x.rows(0, 3)), ShapeError,
                        mentions("mpjpe: 'target' has shape (3, 5, 3)"));
  BOOST_CHECK_THROW(frame_errors<Mpjve>(x, x.to(DType::f64)), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()

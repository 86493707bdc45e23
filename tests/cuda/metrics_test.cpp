// The metrics on a GPU against those of the CPU: the same formulas in double.
#include "pose/evaluation/metrics.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/procrustes.h"
#include "tensor/error.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

using PerFrame = std::vector<double> (*)(const Tensor&, const Tensor&);
constexpr PerFrame kMeasures[] = {mpjpe_per_frame, p_mpjpe_per_frame, n_mpjpe_per_frame,
                                  velocity_error_per_frame};

// Rounding in another order; an alignment that nearly vanishes is the difference of large numbers.
void check_same(const std::vector<double>& found, const std::vector<double>& wanted) {
  BOOST_REQUIRE(found.size() == wanted.size());
  for (std::size_t n = 0; n < wanted.size(); ++n) {
    BOOST_TEST(std::isnan(found[n]) == std::isnan(wanted[n]), "frame " << n);
    if (std::isnan(wanted[n])) continue;
    BOOST_TEST(std::abs(found[n] - wanted[n]) < 1e-13 + 1e-12 * wanted[n],
               "frame " << n << ": " << found[n] << ", " << wanted[n]);
  }
}

void check_all(const Tensor& predicted, const Tensor& target) {
  const Tensor p = predicted.to(Device::cuda), t = target.to(Device::cuda);
  for (const PerFrame measure : kMeasures) check_same(measure(p, t), measure(predicted, target));
}

template <class Map>
void map_frame(const Tensor& poses, Index n, const Map& map) {
  const Index J = poses.dim(1);
  float* at = poses.data<float>() + 3 * n * J;
  for (Index j = 0; j < J; ++j, at += 3) {
    const Vec3 y = map(Vec3{at[0], at[1], at[2]});
    at[0] = static_cast<float>(y.x), at[1] = static_cast<float>(y.y),
    at[2] = static_cast<float>(y.z);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics_on_a_gpu)

BOOST_AUTO_TEST_CASE(agree_with_the_cpu) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index N : {0, 1, 2, 300})
      for (const Index J : {1, 2, 17, 32, 40})
        check_all(random_tensor({N, J, 3}, dtype, 1), random_tensor({N, J, 3}, dtype, 2));
}

BOOST_AUTO_TEST_CASE(find_what_is_there) {
  const Tensor target = random_tensor({100, 17, 3}), predicted = target.clone();
  const Similarity move{turn_z(2.5) * turn_x(-1.1), 1.75, {0.5, -2, 3}};
  for (Index n = 0; n < 100; ++n) map_frame(predicted, n, move);
  const Tensor p = predicted.to(Device::cuda), t = target.to(Device::cuda);
  BOOST_TEST(p_mpjpe(p, t) < 1e-6);  // of the numbers, which are floats
  BOOST_TEST(n_mpjpe(p, t) > 0.1);
  BOOST_TEST(mpjpe(p, t) > 1);
  BOOST_TEST(mpjpe(t, t) == 0);
  BOOST_TEST(mean_velocity_error(t, t) == 0);
}

BOOST_AUTO_TEST_CASE(degenerate_frames_give_the_same) {
  const Tensor target = random_tensor({12, 17, 3}, DType::f32, 1),
               predicted = random_tensor({12, 17, 3}, DType::f32, 2);
  map_frame(predicted, 0, [](Vec3) { return Vec3{0.25, 0.5, -0.5}; });      // all coincide
  map_frame(predicted, 1, [](Vec3) { return Vec3{}; });                     // in the origin
  map_frame(target, 2, [](Vec3) { return Vec3{}; });                        // the target does
  map_frame(predicted, 3, [](Vec3 x) { return Vec3{x.x, 2 * x.x, 0.5}; });  // collinear
  map_frame(target, 4, [](Vec3 x) { return Vec3{x.x, x.y, 0}; });           // flat
  predicted.rows(5, 6).copy_from(target.rows(5, 6));                        // a reflection
  map_frame(predicted, 5, [](Vec3 x) { return Vec3{-x.x, x.y, x.z}; });
  predicted.rows(6, 7).copy_from(target.rows(6, 7));  // the same
  const float nan = std::numeric_limits<float>::quiet_NaN();
  predicted.data<float>()[8 * 51 + 20] = nan;
  target.data<float>()[10 * 51 + 50] = nan;
  check_all(predicted, target);
  const std::vector<double> aligned =
      p_mpjpe_per_frame(predicted.to(Device::cuda), target.to(Device::cuda));
  for (std::size_t n = 0; n < aligned.size(); ++n)
    BOOST_TEST(std::isnan(aligned[n]) == (n == 8 || n == 10));
  BOOST_TEST(aligned[5] > 0.05);
  BOOST_TEST(aligned[6] < 1e-14);
}

BOOST_AUTO_TEST_CASE(means_and_weights_agree) {
  const Tensor predicted = random_tensor({90, 17, 3}, DType::f32, 1),
               target = random_tensor({90, 17, 3}, DType::f32, 2),
               weights = random_tensor({90}, DType::f32, 3, 0, 1);
  const Tensor p = predicted.to(Device::cuda), t = target.to(Device::cuda);
  for (const auto& metric : {mpjpe, p_mpjpe, n_mpjpe, mean_velocity_error})
    BOOST_TEST(std::abs(metric(p, t) - metric(predicted, target)) < 1e-13);
  for (const Device device : {Device::cpu, Device::cuda})
    BOOST_TEST(std::abs(weighted_mpjpe(p, t, weights.to(device)) -
                        weighted_mpjpe(predicted, target, weights)) < 1e-13);
}

BOOST_AUTO_TEST_CASE(both_must_lie_there) {
  const Tensor poses = random_tensor({2, 17, 3}), there = poses.to(Device::cuda);
  BOOST_CHECK_THROW(mpjpe(poses, there), DeviceError);
  BOOST_CHECK_THROW(p_mpjpe(there, poses), DeviceError);
  BOOST_CHECK_THROW(mpjpe(there, there.rows(0, 1)), ShapeError);
  BOOST_CHECK_THROW(mpjpe(there.to(DType::bf16), there.to(DType::bf16)), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()

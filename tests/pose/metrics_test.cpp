#include "pose/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <random>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/procrustes.h"
#include "tensor/error.h"
#include "tests/support/golden.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

constexpr Index kFrames = 5, kJoints = 17;

void check_close(double got, double wanted, double tolerance = 1e-12) {
  BOOST_TEST(std::abs(got - wanted) <= tolerance * std::max(1.0, std::abs(wanted)),
             got << " is not " << wanted);
}

Tensor poses(unsigned seed) {
  std::mt19937 generator(seed);
  const Tensor result = Tensor::empty({kFrames, kJoints, 3}, DType::f64);
  for (double& x : result.cpu_span<double>())
    x = double(generator()) / double(std::mt19937::max()) - 0.5;
  return result;
}

Tensor mapped(const Tensor& source, const std::function<Vec3(Vec3)>& map) {
  const Tensor result = source.clone();
  const auto x = result.cpu_span<double>();
  for (std::size_t i = 0; i < x.size(); i += 3) {
    const Vec3 y = map({x[i], x[i + 1], x[i + 2]});
    x[i] = y.x, x[i + 1] = y.y, x[i + 2] = y.z;
  }
  return result;
}

const Similarity kSimilarity{turn_z(2.5) * turn_x(-1.1) * turn_y(0.3), 1.75, {0.5, -20, 3}};

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(agree_with_numpy) {
  const auto cases = test::golden("geometry.json")["metrics"];
  for (const auto& golden : cases) {
    BOOST_TEST_CONTEXT(golden["name"].get<std::string>()) {
      const auto tensor = [&](const char* key, Shape shape) {
        const std::vector<double> values = golden[key];
        return Tensor::from<double>(shape, std::span<const double>(values));
      };
      const Tensor predicted = tensor("predicted", {kFrames, kJoints, 3}),
                   target = tensor("target", {kFrames, kJoints, 3});
      check_close(mpjpe(predicted, target), golden["mpjpe"]);
      check_close(weighted_mpjpe(predicted, target, tensor("weights", {kFrames, 1})),
                  golden["weighted_mpjpe"]);
      check_close(n_mpjpe(predicted, target), golden["n_mpjpe"]);
      check_close(mean_velocity_error(predicted, target), golden["mean_velocity_error"]);
      const std::vector<double> aligned = p_mpjpe_per_frame(predicted, target);
      const std::vector<double> wanted = golden["p_mpjpe_per_frame"];
      BOOST_REQUIRE(aligned.size() == wanted.size());
      for (std::size_t n = 0; n < wanted.size(); ++n) check_close(aligned[n], wanted[n]);
      check_close(p_mpjpe(predicted.to(DType::f32), target.to(DType::f32)),
                  p_mpjpe(predicted, target), 1e-6);
    }
  }
}

BOOST_AUTO_TEST_CASE(count_what_they_say) {
  const Tensor target = Tensor::zeros({2, 2, 3}, DType::f64);
  const Tensor predicted = Tensor::from<double>({2, 2, 3}, {3, 4, 0, 0, 0, 0, 0, 0, 2, 1, 2, 2});
  check_close(mpjpe(predicted, target), (5 + 0 + 2 + 3) / 4.0);
  check_close(weighted_mpjpe(predicted, target, Tensor::from<double>({2}, {1, 2})),
              (5 + 0 + 4 + 6) / 4.0);
  // Differences along the sequence: (-3, -4, 2) and (1, 2, 2).
  check_close(mean_velocity_error(predicted, target), (std::sqrt(29.0) + 3) / 2);
}

BOOST_AUTO_TEST_CASE(each_protocol_forgives_its_transform_and_no_other) {
  const Tensor target = poses(1);
  const Tensor moved = mapped(target, kSimilarity);
  BOOST_TEST(p_mpjpe(moved, target) < 1e-14);
  BOOST_TEST(p_mpjpe(target, moved) < 1e-13);
  BOOST_TEST(n_mpjpe(moved, target) > 0.01);
  const Tensor scaled = mapped(target, [](Vec3 x) { return 0.3 * x; });
  BOOST_TEST(n_mpjpe(scaled, target) < 1e-15);
  BOOST_TEST(mpjpe(scaled, target) > 0.01);
  const Tensor shifted = mapped(target, [](Vec3 x) { return x + Vec3{1, 2, 3}; });
  BOOST_TEST(mean_velocity_error(shifted, target) < 1e-14);
  check_close(mpjpe(shifted, target), std::sqrt(14.0));
}

BOOST_AUTO_TEST_CASE(a_mirrored_pose_is_not_aligned_unless_it_is_flat) {
  const auto mirror = [](Vec3 x) { return Vec3{-x.x, x.y, x.z}; };
  const Tensor target = poses(2);
  BOOST_TEST(p_mpjpe(mapped(target, mirror), target) > 0.1);
  const Tensor flat = mapped(target, [](Vec3 x) { return Vec3{x.x, x.y, 0}; });
  BOOST_TEST(p_mpjpe(mapped(mapped(flat, mirror), kSimilarity), flat) < 1e-13);
}

BOOST_AUTO_TEST_CASE(degenerate_poses_give_the_best_that_is_left) {
  const Tensor target = poses(3);
  const Tensor line = mapped(target, [](Vec3 x) { return Vec3{x.x, 2 * x.x, 0.5}; });
  BOOST_TEST(p_mpjpe(mapped(line, kSimilarity), line) < 1e-13);
  const double to_line = p_mpjpe(line, target);
  BOOST_TEST((to_line > 0.05 && to_line < mpjpe(line, target)));

  // Joints that coincide can only be moved to the target's middle.
  const Tensor point = mapped(target, [](Vec3) { return Vec3{0.1, 0.7, -0.3}; });
  double spread = 0;
  for (Index n = 0; n < kFrames; ++n) {
    Vec3 middle;
    const auto at = [&](Index j) {
      const Index i = (n * kJoints + j) * 3;
      return Vec3{target.at(i), target.at(i + 1), target.at(i + 2)};
    };
    for (Index j = 0; j < kJoints; ++j) middle = middle + (1.0 / kJoints) * at(j);
    for (Index j = 0; j < kJoints; ++j)
      spread += length(at(j) - middle) / double(kJoints * kFrames);
  }
  check_close(p_mpjpe(point, target), spread);
  BOOST_TEST(p_mpjpe(target, point) < 1e-14);
  BOOST_TEST(p_mpjpe(point, point) < 1e-15);
  const Tensor zero = Tensor::zeros(target.shape(), DType::f64);
  check_close(n_mpjpe(zero, target), mpjpe(zero, target));
  check_close(n_mpjpe(target, zero), 0);
}

BOOST_AUTO_TEST_CASE(procrustes_finds_the_transform) {
  const Tensor tensor = poses(4);
  std::vector<Vec3> source, target;
  for (Index i = 0; i < 30; i += 3)
    source.push_back({tensor.at(i), tensor.at(i + 1), tensor.at(i + 2)});
  for (const Vec3& x : source) target.push_back(kSimilarity(x));
  const Similarity found = best_similarity(source, target);
  check_close(found.scale, kSimilarity.scale);
  BOOST_TEST(length(found({1, 2, 3}) - kSimilarity({1, 2, 3})) < 1e-12);
}

BOOST_AUTO_TEST_CASE(nan_goes_through) {
  const Tensor target = poses(5), broken = target.clone();
  broken.cpu_span<double>()[100] = std::numeric_limits<double>::quiet_NaN();
  for (const auto& metric : {mpjpe, p_mpjpe, n_mpjpe, mean_velocity_error}) {
    BOOST_TEST(std::isnan(metric(broken, target)));
    BOOST_TEST(std::isnan(metric(target, broken)));
    BOOST_TEST(std::isnan(metric(Tensor::zeros({0, 17, 3}), Tensor::zeros({0, 17, 3}))));
  }
  const std::vector<double> frames = p_mpjpe_per_frame(broken, target);
  BOOST_TEST(std::ranges::count_if(frames, [](double x) { return std::isnan(x); }) == 1);
  BOOST_TEST(std::isnan(mean_velocity_error(target.rows(0, 1), target.rows(0, 1))));
}

BOOST_AUTO_TEST_CASE(wrong_shapes_are_named) {
  const Tensor target = Tensor::zeros({5, 17, 3});
  for (const auto& metric : {mpjpe, p_mpjpe, n_mpjpe, mean_velocity_error}) {
    BOOST_CHECK_THROW(metric(Tensor::zeros({5, 16, 3}), target), ShapeError);
    BOOST_CHECK_THROW(metric(Tensor::zeros({4, 17, 3}), target), ShapeError);
    BOOST_CHECK_THROW(metric(Tensor::zeros({5, 17, 2}), Tensor::zeros({5, 17, 2})), ShapeError);
    BOOST_CHECK_THROW(metric(Tensor::zeros({5, 51}), target), ShapeError);
    BOOST_CHECK_THROW(metric(Tensor{}, target), ShapeError);
    BOOST_CHECK_THROW(metric(Tensor::zeros({5, 17, 3}, DType::f64), target), DTypeError);
  }
  BOOST_CHECK_THROW(weighted_mpjpe(target, target, Tensor::zeros({4})), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

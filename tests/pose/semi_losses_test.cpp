#include "pose/training/semi_losses.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

constexpr Index N = 2, L = 3, J = 17;

// In front of the camera, mostly inside of what the projection does not clamp.
Tensor points(std::uint64_t seed, Index n = N) {
  const Tensor x = random_tensor({n, L, J, 3}, DType::f64, seed, -1, 1);
  for (Index i = 2; i < x.numel(); i += 3) x.cpu_span<double>()[static_cast<std::size_t>(i)] += 4;
  return x;
}

Tensor intrinsics() {
  Tensor both = Tensor::empty({N, 9}, DType::f64);
  for (Index n = 0; n < N; ++n) {
    const NormalizedIntrinsics numbers =
        h36m_cameras("S1")[static_cast<std::size_t>(n)].normalized_intrinsics();
    std::ranges::copy(numbers, both.cpu_span<double>().begin() + n * 9);
  }
  return both;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(semi_losses)

BOOST_AUTO_TEST_CASE(projections_are_those_of_the_cameras) {
  const Tensor x = points(1);
  for (const Lens lens : {Lens::distorted, Lens::linear}) {
    const Tensor found = project(Variable(x), intrinsics(), lens).value();
    for (Index n = 0; n < N; ++n) {
      const NormalizedIntrinsics camera =
          h36m_cameras("S1")[static_cast<std::size_t>(n)].normalized_intrinsics();
      const Tensor one = x.rows(n, n + 1);
      const Tensor expected =
          lens == Lens::distorted ? pose::project(one, camera) : project_linear(one, camera);
      for (Index e = 0; e < expected.numel(); ++e)
        BOOST_TEST(std::abs(found.at(n * expected.numel() + e) - expected.at(e)) < 1e-12);
    }
  }
}

BOOST_AUTO_TEST_CASE(gradients_agree_with_differences) {
  const Tensor camera = intrinsics(), keypoints = random_tensor({N, L, J, 2}, DType::f64, 5);
  for (const Lens lens : {Lens::distorted, Lens::linear}) {
    check_gradient([&](const std::vector<Variable>& in) { return project(in[0], camera, lens); },
                   {points(1)});
    check_gradient(
        [&](const std::vector<Variable>& in) {
          return reprojection_loss(in[0], in[1], keypoints, camera, lens);
        },
        {random_tensor({N, L, J, 3}, DType::f64, 2, -0.5, 0.5),
         random_tensor({N, L, 1, 3}, DType::f64, 3, 4, 5)});
  }
  check_gradient(
      [](const std::vector<Variable>& in) { return bone_length_loss(in[0], in[1], h36m_17()); },
      {points(1), points(2, 3)}, 1e-5);
}

BOOST_AUTO_TEST_CASE(a_pose_that_projects_onto_its_keypoints_costs_nothing) {
  const Tensor x = points(1), path = Tensor::zeros({N, L, 1, 3}, DType::f64);
  const Tensor keypoints = project(Variable(x), intrinsics(), Lens::distorted).value();
  BOOST_TEST(
      reprojection_loss(Variable(x), Variable(path), keypoints, intrinsics(), Lens::distorted)
          .value()
          .item() == 0);
}

BOOST_AUTO_TEST_CASE(
    people_of_one_size_have_no_bone_length_loss_and_twice_the_size_costs_the_mean_length) {
  const Tensor x = points(1);
  Tensor twice = x.clone();
  for (double& v : twice.cpu_span<double>()) v *= 2;
  BOOST_TEST(bone_length_loss(Variable(x), Variable(x), h36m_17()).value().item() == 0);
  double sum = 0;
  for (Index row = 0; row < N * L; ++row)
    for (const auto& [joint, parent] : h36m_17().bones()) {
      double square = 0;
      for (Index d = 0; d < 3; ++d)
        square += std::pow(x.at((row * J + joint) * 3 + d) - x.at((row * J + parent) * 3 + d), 2);
      sum += std::sqrt(square);
    }
  BOOST_TEST(std::abs(bone_length_loss(Variable(x), Variable(twice), h36m_17()).value().item() -
                      sum / (N * L * 16)) < 1e-12);
}

BOOST_AUTO_TEST_CASE(shapes_are_checked) {
  BOOST_CHECK_EXCEPTION(
      project(Variable(points(1)), random_tensor({N, 8}, DType::f64), Lens::linear), ShapeError,
      mentions("'intrinsics' (2, 8)"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "pose/wild/steady.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/data/sequences.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/geometry/vec3.h"
#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/throws.h"
#include "tests/views/figure.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

// Human3.6M's 17 joints of the walking figure, as a camera before it sees them: y down, z away.
Tensor seen_figure(Index frames) {
  const Tensor world = test::walking_figure(frames), seen = Tensor::empty({frames, 17, 3});
  float* to = seen.data<float>();
  for (Index t = 0; t < frames; ++t)
    for (Index j = 0; j < 17; ++j, to += 3) {
      const float* const p = world.data<float>() + (t * 22 + j) * 3;
      const float* const root = world.data<float>() + t * 22 * 3;
      to[0] = p[1] - root[1];
      to[1] = root[2] - p[2];
      to[2] = p[0] - root[0];
    }
  return seen;
}

Tensor with_noise(const Tensor& poses, double x, double depth) {
  const Tensor noisy = poses.clone(), noise = test::random_tensor(poses.shape(), DType::f32, 3);
  float* to = noisy.data<float>();
  const float* from = noise.data<float>();
  for (Index i = 0; i < poses.numel(); ++i)
    to[i] += static_cast<float>(i % 3 == 2 ? depth : x) * from[i];
  return noisy;
}

double joint_distance(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (Index i = 0; i < a.numel(); i += 3) {
    const float *p = a.data<float>() + i, *q = b.data<float>() + i;
    sum += std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
  }
  return sum / static_cast<double>(a.numel() / 3);
}

// Mean over limbs of standard deviation over mean of the length.
double variation(const Tensor& poses) {
  double sum = 0;
  const std::vector<std::pair<Index, Index>> limbs{{1, 2},   {2, 3},   {4, 5},   {5, 6},
                                                   {11, 12}, {12, 13}, {14, 15}, {15, 16}};
  for (const auto& [a, b] : limbs) {
    double mean = 0, square = 0;
    for (Index t = 0; t < poses.dim(0); ++t) {
      const float *p = poses.data<float>() + (t * 17 + a) * 3,
                  *q = poses.data<float>() + (t * 17 + b) * 3;
      const double l = std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
      mean += l;
      square += l * l;
    }
    const auto T = static_cast<double>(poses.dim(0));
    mean /= T;
    sum += std::sqrt(std::max(square / T - mean * mean, 0.0)) / mean;
  }
  return sum / static_cast<double>(limbs.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(steady)

BOOST_AUTO_TEST_CASE(bones_keep_their_length_and_depth_gains) {
  const Tensor truth = seen_figure(80), noisy = with_noise(truth, 0.01, 0.12);
  const Tensor better = with_steady_bones(noisy, h36m_17());
  BOOST_TEST(variation(noisy) > 0.06);
  BOOST_TEST(variation(better) < 0.4 * variation(noisy));
  BOOST_TEST(joint_distance(better, truth) < 0.97 * joint_distance(noisy, truth));
}

BOOST_AUTO_TEST_CASE(a_body_whose_bones_are_steady_stays) {
  const Tensor truth = seen_figure(40);
  // The figure's trunk is not quite a rigid square: it sways over the hips.
  BOOST_TEST(joint_distance(with_steady_bones(truth, h36m_17()), truth) < 2e-3);
}

BOOST_AUTO_TEST_CASE(one_frame_and_none) {
  BOOST_TEST(with_steady_bones(seen_figure(1), h36m_17()).dim(0) == 1);
  BOOST_TEST(with_steady_bones(Tensor::zeros({0, 17, 3}), h36m_17()).dim(0) == 0);
  // All joints in one point have no direction to go.
  const Tensor point = with_steady_bones(Tensor::zeros({2, 17, 3}), h36m_17());
  for (const float x : point.cpu_view<float>()) BOOST_TEST(x == 0);
}

BOOST_AUTO_TEST_CASE(other_skeletons_are_refused) {
  test::check_throws<ShapeError>(
      [] {
        with_steady_bones(Tensor::zeros({4, 15, 3}), h36m_17());
      },
      "with_steady_bones: 15 joints, but a skeleton of 17");
}

BOOST_AUTO_TEST_SUITE_END()

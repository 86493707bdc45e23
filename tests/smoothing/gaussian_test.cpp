#include "pose/smoothing/gaussian.h"

#include <cmath>
#include <numbers>

#include <boost/test/unit_test.hpp>

#include "tests/support/random_tensor.h"

using namespace posegrad;
using pose::gaussian_filter;

namespace {

// Two joints that swing half a metre to each side, every three seconds, at 50 frames a second.
Tensor swinging(Index frames) {
  const Tensor motion = Tensor::empty({frames, 2, 3});
  for (Index i = 0; i < motion.numel(); ++i)
    motion.data<float>()[i] = static_cast<float>(
        0.5 * std::sin(2 * std::numbers::pi * 0.3 * static_cast<double>(i / 6) / 50 +
                       static_cast<double>(i % 6)));
  return motion;
}

double distance(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (Index i = 0; i < a.numel(); ++i) sum += std::abs(a.at(i) - b.at(i));
  return sum / static_cast<double>(a.numel());
}

// Mean size of the second difference.
double jitter(const Tensor& poses) {
  double sum = 0;
  const Index row = poses.numel() / poses.dim(0);
  for (Index i = row; i < poses.numel() - row; ++i) {
    const float* const p = poses.data<float>();
    sum += std::abs(p[i - row] - 2 * p[i] + p[i + row]);
  }
  return sum / static_cast<double>(poses.numel());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gaussian)

BOOST_AUTO_TEST_CASE(the_jitter_goes_and_the_motion_stays) {
  const Tensor truth = swinging(100), noisy = truth.clone(),
               noise = test::random_tensor(truth.shape(), DType::f32, 3);
  for (Index i = 0; i < noisy.numel(); ++i)
    noisy.data<float>()[i] += 0.01F * noise.data<float>()[i];
  const Tensor calm = gaussian_filter(noisy, 1.5);
  BOOST_TEST(jitter(calm) < 0.25 * jitter(noisy));
  BOOST_TEST(distance(calm, truth) < distance(noisy, truth));
  BOOST_TEST(distance(gaussian_filter(truth, 1.5), truth) < 0.01);
}

BOOST_AUTO_TEST_CASE(a_straight_line_stays_one_inside) {
  Tensor line = Tensor::empty({30, 1, 3});
  for (Index i = 0; i < 90; ++i) line.data<float>()[i] = static_cast<float>(i / 3);
  const Tensor calm = gaussian_filter(line, 2);
  for (Index t = 10; t < 20; ++t)
    BOOST_TEST(calm.data<float>()[3 * t] == static_cast<float>(t),
               boost::test_tools::tolerance(1e-5F));
  BOOST_TEST(calm.data<float>()[0] > 0.5);  // the first frame repeats before it
  BOOST_TEST(gaussian_filter(line, 0).shares_storage(line));
}

BOOST_AUTO_TEST_SUITE_END()

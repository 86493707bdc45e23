#include "pose/body/block_tridiagonal.h"

#include <random>

#include <boost/test/unit_test.hpp>

namespace posegrad::test {
namespace {

constexpr std::size_t kFrames = 5, kN = 4;

BOOST_AUTO_TEST_SUITE(block_tridiagonal)

BOOST_AUTO_TEST_CASE(solves_what_a_product_made) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> number(-1, 1);
  pose::BlockTridiagonal system(kFrames, kN);
  constexpr std::size_t kAll = kFrames * kN;
  std::vector<double> dense(kAll * kAll), wanted(kAll);
  for (double& x : wanted) x = number(random);
  for (std::size_t r = 0; r < kAll; ++r) {
    for (std::size_t c = 0; c <= r; ++c) {
      const std::size_t t = r / kN, u = c / kN;
      if (t - u > 1) continue;
      const double value = number(random) + (r == c ? 10 : 0);
      dense[r * kAll + c] = dense[c * kAll + r] = value;
      (t == u ? system.diagonal(t) : system.below(t))[r % kN * kN + c % kN] = value;
    }
  }
  for (std::size_t r = 0; r < kAll; ++r)
    for (std::size_t c = 0; c < kAll; ++c)
      system.right(r / kN)[r % kN] += dense[r * kAll + c] * wanted[c];
  std::vector<double> found;
  BOOST_TEST(system.solve(found));
  BOOST_TEST(found.size() == kAll);
  for (std::size_t i = 0; i < kAll; ++i) BOOST_TEST(std::abs(found[i] - wanted[i]) < 1e-12);
}

BOOST_AUTO_TEST_CASE(says_what_is_not_positive_definite) {
  pose::BlockTridiagonal system(2, 1);
  system.diagonal(0)[0] = system.diagonal(1)[0] = 1;
  system.below(1)[0] = 2;
  std::vector<double> found;
  BOOST_TEST(!system.solve(found));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

#include <boost/test/unit_test.hpp>

#include "pose/wild/track.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

/// Least sum over all ways to pair min(rows, columns) of them.
double least_by_trying(const std::vector<double>& cost, Index rows, Index columns) {
  std::vector<Index> larger(static_cast<std::size_t>(std::max(rows, columns)));
  std::iota(larger.begin(), larger.end(), Index{0});
  double least = std::numeric_limits<double>::infinity();
  do {
    double sum = 0;
    for (Index i = 0; i < std::min(rows, columns); ++i) {
      const Index other = larger[static_cast<std::size_t>(i)];
      sum += cost[static_cast<std::size_t>(rows <= columns ? i * columns + other
                                                           : other * columns + i)];
    }
    least = std::min(least, sum);
  } while (std::ranges::next_permutation(larger).found);
  return least;
}

/// The sum of an assignment; fails unless the smaller side is assigned, each at most once.
double sum_of(const std::vector<Index>& assigned, const std::vector<double>& cost, Index rows,
              Index columns) {
  BOOST_TEST_REQUIRE(static_cast<Index>(assigned.size()) == rows);
  std::vector<int> used(static_cast<std::size_t>(columns));
  double sum = 0;
  Index pairs = 0;
  for (Index row = 0; row < rows; ++row) {
    const Index column = assigned[static_cast<std::size_t>(row)];
    if (column < 0) continue;
    BOOST_TEST_REQUIRE(column < columns);
    BOOST_TEST(++used[static_cast<std::size_t>(column)] == 1);
    sum += cost[static_cast<std::size_t>(row * columns + column)];
    ++pairs;
  }
  BOOST_TEST(pairs == std::min(rows, columns));
  return sum;
}

BOOST_AUTO_TEST_SUITE(assignment)

BOOST_AUTO_TEST_CASE(no_other_pairing_of_small_random_matrices_costs_less) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> real(-5, 5);
  std::uniform_int_distribution<int> whole(0, 3);  // many equal costs
  for (Index rows = 1; rows <= 6; ++rows) {
    for (Index columns = 1; columns <= 6; ++columns) {
      for (int repeat = 0; repeat < 20; ++repeat) {
        std::vector<double> cost(static_cast<std::size_t>(rows * columns));
        for (double& c : cost) c = repeat % 2 == 0 ? real(random) : whole(random);
        const double sum = sum_of(assign(cost, rows, columns), cost, rows, columns);
        BOOST_TEST(std::abs(sum - least_by_trying(cost, rows, columns)) < 1e-12);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_large_matrix_finds_its_hidden_permutation) {
  constexpr Index kSize = 300;
  std::mt19937 random(2);
  std::vector<Index> hidden(kSize);
  std::iota(hidden.begin(), hidden.end(), Index{0});
  std::ranges::shuffle(hidden, random);
  std::uniform_real_distribution<double> real(1, 2);
  std::vector<double> cost(kSize * kSize);
  for (double& c : cost) c = real(random);
  for (Index row = 0; row < kSize; ++row)
    cost[static_cast<std::size_t>(row * kSize + hidden[static_cast<std::size_t>(row)])] = 0.5;
  BOOST_TEST(assign(cost, kSize, kSize) == hidden, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_side_leaves_the_other_alone) {
  BOOST_TEST(assign({}, 0, 3).empty());
  BOOST_TEST((assign({}, 2, 0) == std::vector<Index>{-1, -1}));
}

BOOST_AUTO_TEST_CASE(wrong_costs_are_refused) {
  const std::vector<double> three{1, 2, 3};
  test::check_throws<ValueError>([&] { assign(three, 2, 2); },
                                 "assign: 3 costs for 2 rows and 2 columns");
  const std::vector<double> bad{1, std::numeric_limits<double>::quiet_NaN()};
  test::check_throws<ValueError>([&] { assign(bad, 1, 2); }, "assign: a cost is not finite");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose

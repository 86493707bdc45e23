#include "pose/wild/ground/banded_squares.h"

#include <array>
#include <cmath>

#include <boost/test/unit_test.hpp>

namespace posegrad::test {
namespace {

using pose::BandedSquares;
using pose::Vec3;
using Term = BandedSquares::Term;

constexpr std::array<Vec3, 3> kAxes{Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};

BOOST_AUTO_TEST_SUITE(banded_squares)

BOOST_AUTO_TEST_CASE(equations_that_agree_are_met) {
  // A parabola that is known at its ends by value, between them by its bend.
  const auto curve = [](double t) { return Vec3{t * t, 1 - t, 0.5 * t * t}; };
  BandedSquares squares(40);
  for (std::size_t t = 0; t < 40; ++t)
    for (const Vec3 e : kAxes) {
      const double u = static_cast<double>(t);
      if (t == 0 || t == 39) squares.add(2, std::array{Term{t, e}}, dot(e, curve(u)));
      if (t == 0 || t == 39) continue;
      squares.add(3, std::array{Term{t - 1, e}, Term{t, -2 * e}, Term{t + 1, e}},
                  dot(e, curve(u - 1) - 2 * curve(u) + curve(u + 1)));
    }
  const std::vector<Vec3> points = std::move(squares).solve();
  for (std::size_t t = 0; t < 40; ++t)
    BOOST_TEST(length(points[t] - curve(static_cast<double>(t))) < 1e-7);
}

BOOST_AUTO_TEST_CASE(equations_that_disagree_are_weighed) {
  BandedSquares squares(2);
  for (const Vec3 e : kAxes) {
    squares.add(3, std::array{Term{0, e}}, 4);
    squares.add(1, std::array{Term{0, e}}, 0);
    // The second point only by an oblique sum with the first: 2 p0 + p1 = 7.
    squares.add(1, std::array{Term{0, 2 * e}, Term{1, e}}, 7);
  }
  const std::vector<Vec3> points = std::move(squares).solve();
  BOOST_TEST(length(points[0] - Vec3{3, 3, 3}) < 1e-12);
  BOOST_TEST(length(points[1] - Vec3{1, 1, 1}) < 1e-12);
}

BOOST_AUTO_TEST_CASE(directions_mix) {
  BandedSquares squares(3);
  const Vec3 slanted = pose::unit({1, 2, 3});
  for (std::size_t t = 0; t < 3; ++t) {
    for (const Vec3 e : kAxes) squares.add(1, std::array{Term{t, e}}, 0);
    squares.add(1e9, std::array{Term{t, slanted}}, static_cast<double>(t));
  }
  const std::vector<Vec3> points = std::move(squares).solve();
  for (std::size_t t = 0; t < 3; ++t)
    BOOST_TEST(length(points[t] - static_cast<double>(t) * slanted) < 1e-7);
}

BOOST_AUTO_TEST_CASE(no_points_are_no_error) { BOOST_TEST(BandedSquares(0).solve().empty()); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test

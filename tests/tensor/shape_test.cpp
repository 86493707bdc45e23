#include "tensor/shape.h"

#include <limits>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/check_gradient.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(shape)

BOOST_AUTO_TEST_CASE(it_counts_and_prints) {
  BOOST_TEST(Shape{}.numel() == 1);
  BOOST_TEST(Shape{}.to_string() == "()");
  BOOST_TEST(Shape{7}.to_string() == "(7,)");
  const Shape shape{2, 3, 5};
  BOOST_TEST(shape.numel() == 30);
  BOOST_TEST(shape.rank() == 3);
  BOOST_TEST(shape[2] == 5);
  BOOST_TEST(shape.to_string() == "(2, 3, 5)");
  BOOST_TEST((Shape{4, 0, 5}.numel() == 0));
}

BOOST_AUTO_TEST_CASE(axes_may_be_counted_from_the_end) {
  const Shape shape{2, 3, 5};
  BOOST_TEST(shape.axis(-1) == 2);
  BOOST_TEST(shape.axis(-3) == 0);
  BOOST_TEST(shape.axis(1) == 1);
  for (const int axis : {3, -4})
    BOOST_CHECK_EXCEPTION(shape.axis(axis), ShapeError,
                          mentions("the shape (2, 3, 5) has no axis " + std::to_string(axis)));
  BOOST_CHECK_THROW(Shape{}.axis(0), ShapeError);
  BOOST_TEST((shape.with(-1, 7) == Shape{2, 3, 7}));
  BOOST_TEST((shape.with(0, 0).numel() == 0));
}

BOOST_AUTO_TEST_CASE(equality_looks_at_every_axis) {
  BOOST_TEST((Shape{2, 3} == Shape{2, 3}));
  BOOST_TEST(!(Shape{2, 3} == Shape{3, 2}));
  BOOST_TEST(!(Shape{2, 3} == Shape{2, 3, 1}));
  BOOST_TEST(!(Shape{} == Shape{1}));
}

BOOST_AUTO_TEST_CASE(impossible_shapes_are_refused) {
  BOOST_CHECK_EXCEPTION((Shape{2, -1}), ShapeError, mentions("an axis of size -1"));
  BOOST_CHECK_EXCEPTION((Shape{1, 1, 1, 1, 1, 1, 1}), ShapeError, mentions("7 axes; at most 6"));
  const Index huge = std::numeric_limits<Index>::max();
  BOOST_CHECK_EXCEPTION((Shape{huge, 2}), ShapeError,
                        mentions("more elements than can be counted"));
  const std::vector<Index> sizes{3, 4};
  BOOST_TEST((Shape(std::span<const Index>(sizes)) == Shape{3, 4}));
}

BOOST_AUTO_TEST_SUITE_END()

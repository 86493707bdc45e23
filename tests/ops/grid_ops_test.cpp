#include "pose/detect/grid_ops.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

// The maps are brought to the host.
template <class Op>
void check_on_cpu(const Op& op) {
  check_kernel(op, __builtin_FILE(), Device::cpu);
}

Tensor places(std::initializer_list<Index> list) {
  return Tensor::from<Index>({static_cast<Index>(list.size())}, list);
}

Tensor boxes(DType dtype) {
  return Tensor::from<double>({2, 4}, {0.5, 1.25, 4.5, 5, 2, 0, 5, 3.5}).to(dtype);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grid_ops)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64}) {
    const Tensor heat = random_tensor({5, 6, 3}, dtype, 1, 0, 1),
                 regress = random_tensor({5, 6, 3, 2}, dtype, 2, -3, 3),
                 offset = random_tensor({5, 6, 3, 2}, dtype, 3, 0, 1),
                 near = random_tensor({5, 6, 2, 3}, dtype, 4, 0, 1);
    const auto like = [&](Shape shape) { return Tensor::empty(shape, dtype); };
    check_on_cpu(NearHeat{heat, regress, places({17}), 1.8, like({5, 6, 3})});
    check_on_cpu(Peaks{heat, random_tensor({5, 6, 3}, dtype, 5, 0, 1), 0.3, like({5, 6, 3})});
    check_on_cpu(PeopleBoxes{random_tensor({5, 6, 2}, dtype, 6, -1, 1),
                             random_tensor({5, 6, 2}, dtype, 7, -1, 6), places({3, 29}),
                             like({2, 4})});
    check_on_cpu(PeopleHeat{heat, regress, places({7, 20}), boxes(dtype), 0.3, like({5, 6, 2, 3})});
    check_on_cpu(KeypointsAt{near, offset, places({0, 5, 29, 11, 12, 13}).reshape({2, 3}), 0.25,
                             0.125, like({2, 3, 3})});
  }
}

// A map of two rows and three columns; the middle is at (1, 0) and expects its keypoint one column
// to the right, at (1, 1). Worked out by hand.
BOOST_AUTO_TEST_CASE(a_keypoint_counts_less_the_farther_it_is_from_where_the_middle_expects_it) {
  const Tensor heat = Tensor::full({2, 3, 1}, 6);
  Tensor regress = Tensor::zeros({2, 3, 1, 2});
  regress.data<float>()[3 * 2 + 1] = 1;
  const Tensor near = near_heat(heat, regress, places({3}), 2);
  const double diagonal = 6 / (std::sqrt(2) + 2);
  const double expected[] = {diagonal, 2, diagonal, 2, 3, 2};
  for (Index p = 0; p < 6; ++p)
    BOOST_TEST(near.at(p) == expected[p], boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(a_keypoint_lies_at_its_place_plus_the_offset_there) {
  const Tensor heat = Tensor::from<float>({1, 2, 1, 2}, {0.25F, 0.5F, 0.75F, 1});
  const Tensor offset = Tensor::from<float>({1, 2, 2, 2}, {9, 9, .5F, .25F, 1, 2, 9, 9});
  const Tensor y = keypoints_at(heat, offset, places({1, 0}).reshape({1, 2}), 0.5, 0.25);
  const double expected[] = {0.5, 0.75, 0.75, 0.25, 0.0625, 0.5};
  for (Index e = 0; e < 6; ++e) BOOST_TEST(y.at(e) == expected[e]);
}

BOOST_AUTO_TEST_CASE(what_lies_outside_of_a_box_is_not_of_its_person) {
  const Tensor heat = Tensor::full({2, 2, 1}, 1), regress = Tensor::zeros({2, 2, 1, 2});
  const Tensor box = Tensor::from<float>({1, 4}, {0, 1, 1, 2});  // the upper right place alone
  const Tensor near = people_heat(heat, regress, places({1}), box, 1);
  const double expected[] = {0, 1, 0, 0};
  for (Index p = 0; p < 4; ++p) BOOST_TEST(near.at(p) == expected[p]);
}

BOOST_AUTO_TEST_CASE(a_place_outside_of_the_map_is_refused) {
  const Tensor heat = Tensor::zeros({2, 3, 1}), regress = Tensor::zeros({2, 3, 1, 2});
  BOOST_CHECK_THROW(near_heat(heat, regress, places({6}), 1), ShapeError);
  BOOST_CHECK_THROW(
      keypoints_at(heat.reshape({2, 3, 1, 1}), regress, places({-1}).reshape({1, 1}), 1, 1),
      ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

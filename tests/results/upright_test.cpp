#include "pose/wild/upright.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/camera_tables.h"
#include "tensor/error.h"
#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"

namespace posegrad::test {
namespace {

using namespace pose;

Camera camera_with(std::optional<Camera::Place> place) {
  Camera camera;
  camera.place = place;
  return camera;
}

constexpr double kHalf = 0.70710678118654752;
const Camera::Place kFirst{{kHalf, kHalf, 0, 0}, {1, 2, 3}}, kSecond{{kHalf, 0, kHalf, 0}, {}};

BOOST_AUTO_TEST_SUITE(upright)

BOOST_AUTO_TEST_CASE(a_level_camera_makes_down_into_minus_z_and_forward_into_y) {
  // A turn by -90 degrees about x: y (down) -> -z, z (forward) -> y.
  const Tensor world = rotate_to_world(Tensor::from<float>({1, 3, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1}),
                                       turn_x(-std::acos(0.0)));
  const double wanted[] = {1, 0, 0, 0, 0, -1, 0, 1, 0};
  for (Index i = 0; i < 9; ++i) BOOST_TEST(std::abs(world.at(i) - wanted[i]) < 1e-7);
}

BOOST_AUTO_TEST_CASE(a_person_before_the_usual_camera_stands_nearly_upright) {
  // Head 1.7 m above (y down) the feet.
  const Tensor world =
      rotate_to_world(Tensor::from<float>({1, 2, 3}, {0, 0, 4, 0, -1.7F, 4}), usual_orientation());
  BOOST_TEST(world.at(5) - world.at(2) > 1.7 * 0.97);
  BOOST_CHECK(usual_orientation() == h36m_cameras("S1").front().place->orientation);
}

BOOST_AUTO_TEST_CASE(the_first_subject_whose_camera_has_a_place_decides) {
  Dataset dataset;
  BOOST_CHECK(drawing_orientation(dataset) == usual_orientation());
  dataset.subjects.push_back({"S2", {camera_with({}), camera_with({})}, {}, {}});
  BOOST_CHECK(drawing_orientation(dataset) == usual_orientation());
  dataset.subjects.push_back({"S5", {camera_with(kFirst), camera_with(kSecond)}, {}, {}});
  dataset.subjects.push_back({"S6", {camera_with(kSecond), camera_with(kSecond)}, {}, {}});
  BOOST_CHECK(drawing_orientation(dataset) == kFirst.orientation);
  BOOST_CHECK(drawing_orientation(dataset, 1) == kSecond.orientation);
  BOOST_CHECK_EXCEPTION(drawing_orientation(dataset, 2), ValueError,
                        mentions("camera 2: subject S5 has cameras 0 to 1"));
  BOOST_CHECK_THROW(drawing_orientation(dataset, -1), ValueError);
}

BOOST_AUTO_TEST_CASE(the_lowest_point_of_all_frames_comes_to_the_floor) {
  const Tensor poses = random_tensor({5, 4, 3});
  const Tensor before = poses.clone();
  const Tensor lifted = set_on_floor(poses);
  double lowest = 1e9, offset = poses.at(2) - lifted.at(2);
  for (Index i = 0; i < poses.numel(); ++i) {
    BOOST_TEST(poses.at(i) == before.at(i));  // the input stays
    if (i % 3 != 2) {
      BOOST_TEST(lifted.at(i) == poses.at(i));
    } else {
      lowest = std::min(lowest, lifted.at(i));
      BOOST_TEST(std::abs(poses.at(i) - lifted.at(i) - offset) < 1e-6);
    }
  }
  BOOST_TEST(lowest == 0);
}

BOOST_AUTO_TEST_CASE(what_is_not_finite_does_not_set_the_floor) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const Tensor lifted =
      set_on_floor(Tensor::from<float>({1, 4, 3}, {0, 0, -2, 0, 0, nan, 0, 0, -inf, 0, 0, 1}));
  BOOST_TEST(lifted.at(2) == 0);
  BOOST_TEST(std::isnan(lifted.at(5)));
  BOOST_TEST(lifted.at(8) == -inf);
  BOOST_TEST(lifted.at(11) == 3);
  BOOST_TEST(std::isnan(set_on_floor(Tensor::full({1, 1, 3}, nan)).at(2)));
  BOOST_TEST(set_on_floor(Tensor::empty({0, 17, 3})).dim(0) == 0);
}

BOOST_AUTO_TEST_CASE(shapes_are_checked) {
  BOOST_CHECK_EXCEPTION(rotate_to_world(Tensor::zeros({2, 3}), {}), ShapeError,
                        mentions("rotate_to_world: 'poses' has shape (2, 3); expected (T, J, 3)"));
  BOOST_CHECK_THROW(set_on_floor(Tensor::zeros({2, 3, 2})), ShapeError);
  BOOST_CHECK_THROW(set_on_floor({}), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test

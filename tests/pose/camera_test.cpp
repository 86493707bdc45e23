#include "pose/geometry/camera.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/camera_tables.h"
#include "tensor/error.h"
#include "tests/support/golden.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

Tensor tensor_from(Shape shape, const std::vector<double>& values) {
  return Tensor::from<double>(shape, std::span<const double>(values));
}

void check_near(const Tensor& got, const Tensor& wanted, double tolerance) {
  BOOST_REQUIRE(got.shape() == wanted.shape());
  for (Index i = 0; i < got.numel(); ++i)
    BOOST_TEST(std::abs(got.at(i) - wanted.at(i)) <= tolerance * (1 + std::abs(wanted.at(i))));
}

bool mentions(const Error& error, const char* text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(camera)

BOOST_AUTO_TEST_CASE(moves_points_as_rotation_matrices_do) {
  const auto golden = test::golden("geometry.json")["camera"];
  const std::vector<double> q = golden["q"], t = golden["t"];
  const Camera::Place place{{q[0], q[1], q[2], q[3]}, {t[0], t[1], t[2]}};
  const Tensor world = tensor_from({4, 5, 3}, golden["world"]);
  const Tensor camera = tensor_from({4, 5, 3}, golden["camera"]);
  check_near(world_to_camera(world, place), camera, 1e-14);
  check_near(camera_to_world(camera, place), world, 1e-14);
  check_near(world_to_camera(world.to(DType::f32), place), camera, 1e-6);
}

BOOST_AUTO_TEST_CASE(projects_with_distortion) {
  const auto golden = test::golden("geometry.json")["projection"];
  NormalizedIntrinsics lens{};
  for (std::size_t i = 0; i < lens.size(); ++i) lens[i] = golden["lens"][i].get<float>();
  const Tensor points = tensor_from({6, 3}, golden["points"]);
  check_near(project(points, lens), tensor_from({6, 2}, golden["projected"]),
             1e-6);  // the lens is float32

  NormalizedIntrinsics plain = lens;
  std::fill(plain.begin() + 4, plain.end(), 0.0F);
  check_near(project(points, plain), project_linear(points, lens), 1e-15);
}

BOOST_AUTO_TEST_CASE(clamps_directions_beyond_45_degrees) {
  const NormalizedIntrinsics lens{2, 3, 0.5F, 0.25F, 0, 0, 0, 0, 0};
  const Tensor points = Tensor::from<double>({3, 3}, {7, -9, 1, 0.5, 0.25, 1, -3, 1, 2});
  check_near(project(points, lens), Tensor::from<double>({3, 2}, {2.5, -2.75, 1.5, 1, -1.5, 1.75}),
             1e-15);
}

BOOST_AUTO_TEST_CASE(tangential_terms_are_where_the_formula_has_them) {
  // d = (0.5, 0.25), r2 = 0.3125, p . d = 0.5 * 0.5 + 0.25 * 0.25 = 0.3125
  const NormalizedIntrinsics lens{1, 1, 0, 0, 0, 0, 0, 0.5F, 0.25F};
  const Tensor got = project(Tensor::from<double>({1, 3}, {1, 0.5, 2}), lens);
  check_near(
      got,
      Tensor::from<double>({1, 2}, {0.5 * 1.3125 + 0.5 * 0.3125, 0.25 * 1.3125 + 0.25 * 0.3125}),
      1e-15);
}

BOOST_AUTO_TEST_CASE(screen_units_keep_the_aspect_ratio_and_scores) {
  const Tensor pixels = Tensor::from<double>({4, 2}, {0, 0, 1000, 1002, 500, 501, 250, 751.5});
  const Tensor screen = normalize_screen(pixels, 1000, 1002);
  check_near(screen, Tensor::from<double>({4, 2}, {-1, -1.002, 1, 1.002, 0, 0, -0.5, 0.501}),
             1e-15);
  check_near(screen_to_pixels(screen, 1000, 1002), pixels, 1e-15);
  const Tensor scored = Tensor::from<float>({1, 1, 3}, {500, 250, 0.75F});
  check_near(normalize_screen(scored, 1000, 500), Tensor::from<float>({1, 1, 3}, {0, 0, 0.75F}), 0);
}

BOOST_AUTO_TEST_CASE(screen_units_round_once_in_float_and_once_after_the_shift) {
  const float x = 120.57637786865234F;
  const float scaled = x / 1000.0F * 2.0F;
  const Tensor got = normalize_screen(Tensor::from<float>({1, 2}, {x, x}), 1000, 1002);
  BOOST_TEST(got.at(0) == static_cast<float>(double(scaled) - 1.0));
  BOOST_TEST(got.at(1) == static_cast<float>(double(scaled) - 1.002));
}

BOOST_AUTO_TEST_CASE(tables_hold_the_published_calibration) {
  for (const std::string_view subject :
       {"S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S11"}) {
    const bool known = subject != "S2" && subject != "S3" && subject != "S4";
    const auto cameras = h36m_cameras(subject);
    BOOST_TEST(cameras.size() == 4U);
    for (const Camera& camera : cameras) {
      BOOST_TEST(camera.width == 1000);
      BOOST_TEST(camera.place.has_value() == known);
      if (!known) continue;
      const Quaternion& q = camera.place->orientation;
      BOOST_TEST(std::abs(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z - 1) < 1e-6);
      // All look at the middle of the room: it lies before them and near the middle of the picture.
      const Tensor middle = world_to_camera(Tensor::from<double>({1, 3}, {0, 0, 1}), *camera.place);
      BOOST_TEST(middle.at(2) > 3);
      const Tensor pixel =
          screen_to_pixels(project(middle, camera.normalized_intrinsics()), 1000, camera.height);
      BOOST_TEST(std::hypot(pixel.at(0) - 500, pixel.at(1) - 500) < 250);
    }
  }
  const Camera camera = h36m_cameras("S9")[3];
  BOOST_TEST(camera.id == "60457274");
  BOOST_TEST(camera.height == 1002);
  BOOST_TEST(camera.azimuth == -110);
  // 1145.5113525390625 / 1000 * 2; 514.9682006835938 / 1000 * 2 - 1; 501.88201904296875 / 1000 * 2
  // - 1.002
  const NormalizedIntrinsics lens = camera.normalized_intrinsics();
  BOOST_TEST(lens[0] == 2.291022777557373F);
  BOOST_TEST(lens[2] == 0.02993643283843994F);
  BOOST_TEST(lens[3] == 0.0017640333389863372F);
  BOOST_TEST(lens[7] == -0.0005872055771760643F);
  BOOST_TEST(h36m_cameras("S1")[0].place->translation.x == double(1.8411070108413696F));
}

BOOST_AUTO_TEST_CASE(humaneva_has_three_cameras_without_a_lens) {
  const auto cameras = humaneva_cameras("Validate/S2");
  BOOST_TEST(cameras.size() == 3U);
  BOOST_TEST(cameras[1].azimuth == -90);
  BOOST_TEST(cameras[2].place->translation.y == double(3838.8853F / 1000.0F));
  BOOST_CHECK_EXCEPTION(cameras[0].normalized_intrinsics(), ValueError,
                        [](const Error& e) { return mentions(e, "camera 'C1'"); });
  BOOST_TEST(!humaneva_cameras("S4")[0].place);
  BOOST_CHECK_THROW(humaneva_cameras("S5"), ValueError);
  BOOST_CHECK_THROW(humaneva_cameras("S4")[0].known_place(), ValueError);
  BOOST_CHECK_EXCEPTION(h36m_cameras("S10"), ValueError,
                        [](const Error& e) { return mentions(e, "S11"); });
}

BOOST_AUTO_TEST_CASE(wrong_shapes_are_named) {
  const NormalizedIntrinsics lens{};
  BOOST_CHECK_EXCEPTION(project(Tensor::zeros({4, 2}), lens), ShapeError, [](const Error& e) {
    return mentions(e, "project: 'points' has shape (4, 2); expected (..., 3)");
  });
  BOOST_CHECK_THROW(project_linear(Tensor::scalar(1), lens), ShapeError);
  BOOST_CHECK_THROW(world_to_camera(Tensor{}, {}), ShapeError);
  BOOST_CHECK_THROW(normalize_screen(Tensor::zeros({4, 4}), 10, 10), ShapeError);
  BOOST_CHECK_THROW(normalize_screen(Tensor::zeros({4, 2}), 0, 10), ValueError);
  BOOST_CHECK_THROW(project(Tensor::zeros({4, 3}, DType::i64), lens), DTypeError);
  BOOST_TEST(project(Tensor::zeros({0, 17, 3}), lens).shape().to_string() == "(0, 17, 2)");
}

BOOST_AUTO_TEST_SUITE_END()

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/skeleton_tables.h"
#include "pose/wild/doubt/pose_doubts.h"
#include "tensor/error.h"
#include "tests/doubt/body.h"

namespace posegrad::pose {
namespace {

using test::each;
using test::standing;
using test::tensor_of;

constexpr std::size_t kLeftWristBone = 12;  // bones are those of joints 1 to 16

BOOST_AUTO_TEST_SUITE(bone_variations)

BOOST_AUTO_TEST_CASE(a_rigid_body_has_none_wherever_it_is) {
  const auto turned = each(standing(), [](Vec3 p) { return Vec3{p.z, -p.x + 3, p.y}; });
  const std::vector<double> variation = bone_variation(tensor_of({standing(), turned}), h36m_17());
  BOOST_TEST(variation.size() == 16U);
  for (const double v : variation) BOOST_TEST(std::abs(v) < 1e-6);
}

BOOST_AUTO_TEST_CASE(it_is_standard_deviation_over_mean) {
  // Twice and four times as large: mean 3, deviation 1.
  const auto twice = each(standing(), [](Vec3 p) { return 2 * p; }),
             four = each(standing(), [](Vec3 p) { return 4 * p; });
  for (const double v : bone_variation(tensor_of({twice, four}), h36m_17()))
    BOOST_TEST(v == 1.0 / 3, boost::test_tools::tolerance(1e-5));
  auto bent = standing();
  bent[13] = bent[12] + 3 * (bent[13] - bent[12]);
  const auto variation = bone_variation(tensor_of({standing(), bent}), h36m_17());
  for (std::size_t b = 0; b < 16; ++b)
    BOOST_TEST(std::abs(variation[b] - (b == kLeftWristBone ? 0.5 : 0)) < 1e-6);
}

BOOST_AUTO_TEST_CASE(limbs_are_averaged_and_nothing_else) {
  std::vector<double> variation(16, 0.0);
  // knees and feet, elbows and wrists of both sides; Human3.6M's table calls an ankle a foot
  for (const std::size_t bone : {2U, 3U, 5U, 6U, 12U, 13U, 15U, 16U}) variation[bone - 1] = 0.25;
  BOOST_TEST(limb_variation(variation, h36m_17()) == 0.25);
  for (double& v : variation) v = v > 0 ? 0 : 0.25;
  BOOST_TEST(limb_variation(variation, h36m_17()) == 0);
  for (double& v : variation) v = 0;
  for (const std::size_t bone : {3U, 6U}) variation[bone - 1] = 0.5;
  BOOST_TEST(limb_variation(variation, h36m_17()) == 0.5 * 2 / 8);
  BOOST_TEST(limb_variation({}, h36m_17()) == 0);
  BOOST_TEST(limb_variation(std::vector<double>(14, 0.5), humaneva_15()) == 0.5);
  BOOST_TEST(limb_variation(std::vector<double>{0.5, 0.5}, Skeleton{{"a", "b"}, {-1, 0}, {}, {}}) ==
             0);
}

BOOST_AUTO_TEST_CASE(nothing_and_no_length_are_no_variation) {
  for (const Index frames : {0, 3})
    for (const double v : bone_variation(Tensor::zeros({frames, 17, 3}), h36m_17()))
      BOOST_TEST(v == 0);
  BOOST_CHECK_THROW(bone_variation(Tensor::zeros({3, 16, 3}), h36m_17()), ShapeError);
  BOOST_CHECK_THROW(bone_variation(Tensor::zeros({3, 17, 2}), h36m_17()), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose

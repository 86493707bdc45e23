#include "pose/wild/joint_orders.h"

#include <numeric>

#include <boost/test/unit_test.hpp>

namespace posegrad::pose {
namespace {

using Indices = std::vector<Index>;

void check(const JointOrder& order, const std::string& layout, const Indices& from) {
  const JointMapping mapping = mapping_of(order);
  BOOST_TEST(mapping.layout->name == layout, order.name);
  BOOST_TEST(mapping.from == from, boost::test_tools::per_element());
}

Indices first(Index count) {
  Indices indices(static_cast<std::size_t>(count));
  std::iota(indices.begin(), indices.end(), Index{0});
  return indices;
}

BOOST_AUTO_TEST_SUITE(joint_orders)

BOOST_AUTO_TEST_CASE(names_give_the_published_numbers) {
  check(body_25_order(), "coco", {0, 16, 15, 18, 17, 5, 2, 6, 3, 7, 4, 12, 9, 13, 10, 14, 11});
  check(openpose_18_order(), "coco", {0, 15, 14, 17, 16, 5, 2, 6, 3, 7, 4, 11, 8, 12, 9, 13, 10});
  check(coco_17_order(), "coco", first(17));
  check(halpe_26_order(), "coco", first(17));
  check(halpe_136_order(), "coco", first(17));
  check(coco_133_order(), "coco", first(17));
}

BOOST_AUTO_TEST_CASE(orders_without_a_face_keep_their_layout) {
  check(mpii_16_order(), "mpii", first(16));
  check(h36m_17_order(), "h36m", first(17));
}

BOOST_AUTO_TEST_CASE(orders_have_as_many_joints_as_they_say) {
  for (const JointOrder* order : {&coco_17_order(), &body_25_order(), &openpose_18_order(),
                                  &halpe_26_order(), &mpii_16_order(), &h36m_17_order()})
    BOOST_TEST(static_cast<Index>(order->joints.size()) == order->count, order->name);
  BOOST_TEST(halpe_26_order().count == 26);
  BOOST_TEST(halpe_136_order().joints.size() == 26U);
}

BOOST_AUTO_TEST_CASE(names_are_found_however_they_are_written) {
  std::vector<std::string> joints = keypoint_layout("coco").joints;
  std::swap(joints[0], joints[16]);
  joints[1] = "Left_Eye";
  joints.insert(joints.begin(), "tail");
  const auto mapping = mapping_of(std::span<const std::string>(joints));
  BOOST_TEST_REQUIRE(mapping.has_value());
  BOOST_TEST(mapping->from[0] == 17);
  BOOST_TEST(mapping->from[1] == 2);
  BOOST_TEST(mapping->from[16] == 1);
  joints.pop_back();  // the nose
  BOOST_TEST(!mapping_of(std::span<const std::string>(joints)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose

#include "pose/geometry/skeleton.h"

#include <algorithm>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

using Indices = std::vector<Index>;

/// Every joint leads to a root, and no joint is on both sides.
void check_tree(const Skeleton& skeleton) {
  BOOST_TEST(skeleton.names.size() == skeleton.parents.size());
  for (Index joint = 0; joint < skeleton.num_joints(); ++joint) {
    Index steps = 0;
    for (Index at = joint; at >= 0; at = skeleton.parents[static_cast<std::size_t>(at)])
      BOOST_REQUIRE(steps++ < skeleton.num_joints());
  }
  BOOST_TEST(skeleton.joints_left.size() == skeleton.joints_right.size());
  for (const Index left : skeleton.joints_left)
    BOOST_TEST((std::ranges::find(skeleton.joints_right, left) == skeleton.joints_right.end()));
}

/// A left joint's parent is the mirror image of its right twin's parent.
void check_symmetry(const Skeleton& skeleton) {
  Indices mirror(skeleton.parents.size());
  std::iota(mirror.begin(), mirror.end(), Index{0});
  for (std::size_t i = 0; i < skeleton.joints_left.size(); ++i) {
    mirror[static_cast<std::size_t>(skeleton.joints_left[i])] = skeleton.joints_right[i];
    mirror[static_cast<std::size_t>(skeleton.joints_right[i])] = skeleton.joints_left[i];
  }
  for (std::size_t joint = 0; joint < mirror.size(); ++joint) {
    const Index parent = skeleton.parents[joint];
    const Index twin_parent = skeleton.parents[static_cast<std::size_t>(mirror[joint])];
    BOOST_TEST((parent < 0 ? parent : mirror[static_cast<std::size_t>(parent)]) == twin_parent);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(skeleton)

BOOST_AUTO_TEST_CASE(tables_are_trees_with_matching_sides) {
  for (const Skeleton* skeleton : {&h36m_32(), &h36m_17(), &humaneva_15(), &humaneva_20()}) {
    check_tree(*skeleton);
    check_symmetry(*skeleton);
  }
  BOOST_TEST(h36m_32().num_joints() == 32);
  BOOST_TEST(humaneva_15().num_joints() == 15);
  BOOST_TEST(humaneva_20().num_joints() == 20);
}

BOOST_AUTO_TEST_CASE(h36m_keeps_17_joints_with_the_shoulders_on_the_thorax) {
  BOOST_TEST(h36m_17().parents == (Indices{-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 9, 8, 11, 12, 8, 14, 15}),
             boost::test_tools::per_element());
  BOOST_TEST(h36m_17().joints_left == (Indices{4, 5, 6, 11, 12, 13}),
             boost::test_tools::per_element());
  BOOST_TEST(h36m_17().joints_right == (Indices{1, 2, 3, 14, 15, 16}),
             boost::test_tools::per_element());
  BOOST_TEST(kept_joints(32, h36m_removed_joints()) ==
                 (Indices{0, 1, 2, 3, 6, 7, 8, 12, 13, 14, 15, 17, 18, 19, 25, 26, 27}),
             boost::test_tools::per_element());
  BOOST_TEST(h36m_17().names[9] == "neck");
  BOOST_TEST(h36m_17().names[16] == "right wrist");
}

BOOST_AUTO_TEST_CASE(removal_links_to_the_nearest_ancestor_that_stays) {
  const Skeleton chain{{"a", "b", "c", "d", "e"}, {-1, 0, 1, 2, 3}, {1, 3}, {2, 4}};
  const Skeleton rest = remove_joints(chain, Indices{1, 2});
  BOOST_TEST(rest.parents == (Indices{-1, 0, 1}), boost::test_tools::per_element());
  BOOST_TEST(rest.joints_left == (Indices{1}), boost::test_tools::per_element());
  BOOST_TEST(rest.joints_right == (Indices{2}), boost::test_tools::per_element());
  BOOST_TEST(rest.names == (std::vector<std::string>{"a", "d", "e"}),
             boost::test_tools::per_element());
  BOOST_TEST(remove_joints(chain, Indices{0}).parents == (Indices{-1, 0, 1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST((remove_joints(chain, Indices{}) == chain));
  BOOST_CHECK_THROW(remove_joints(chain, Indices{5}), ValueError);
  BOOST_CHECK_THROW(remove_joints(chain, Indices{-1}), ValueError);
}

BOOST_AUTO_TEST_CASE(bones_are_found_when_a_parent_comes_later) {
  const Skeleton skeleton{{}, {2, 2, -1, 0}, {}, {}};
  BOOST_TEST((skeleton.bones() == std::vector<std::pair<Index, Index>>{{0, 2}, {1, 2}, {3, 0}}));
}

BOOST_AUTO_TEST_CASE(layouts_have_sides_and_bones_inside_their_joints) {
  for (const char* name : {"h36m", "coco", "mpii", "humaneva15", "humaneva20"}) {
    const KeypointLayout& layout = keypoint_layout(name);
    BOOST_TEST(layout.name == name);
    BOOST_TEST(layout.left.size() == layout.right.size());
    for (std::size_t i = 0; i < layout.left.size(); ++i) {
      const std::string& left = layout.joints[static_cast<std::size_t>(layout.left[i])];
      BOOST_TEST(left.starts_with("left "));
      if (layout.name != "mpii")  // its left and right lists pair from opposite ends
        BOOST_TEST("right " + left.substr(5) ==
                   layout.joints[static_cast<std::size_t>(layout.right[i])]);
    }
    std::vector<bool> drawn(layout.joints.size(), false);
    for (const auto& [a, b] : layout.bones)
      drawn[static_cast<std::size_t>(a)] = drawn[static_cast<std::size_t>(b)] = true;
    BOOST_TEST(std::ranges::count(drawn, false) == 0);
  }
  BOOST_TEST(find_keypoint_layout("body_99") == nullptr);
  BOOST_CHECK_EXCEPTION(keypoint_layout("body_99"), ValueError, [](const Error& e) {
    return std::string(e.what()).find("coco") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()

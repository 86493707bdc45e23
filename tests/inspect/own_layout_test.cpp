#include <algorithm>
#include <set>

#include <boost/test/unit_test.hpp>

#include "pose/inspect/layout_facts.h"

using namespace posegrad;
using namespace posegrad::pose;
using detections::find_layout;
using inspection::own_layout;

namespace {

bool has_bone(const KeypointLayout& layout, const std::string& a, const std::string& b) {
  return std::ranges::any_of(layout.bones, [&](const auto& bone) {
    const std::string &from = layout.joints[static_cast<std::size_t>(bone.first)],
                      &to = layout.joints[static_cast<std::size_t>(bone.second)];
    return (from == a && to == b) || (from == b && to == a);
  });
}

/// How many pieces the named joints hang together in.
std::size_t pieces(const KeypointLayout& made, const detections::Layout& layout) {
  std::vector<std::size_t> piece(made.joints.size());
  for (std::size_t i = 0; i < piece.size(); ++i) piece[i] = i;
  for (std::size_t round = 0; round < piece.size(); ++round)
    for (const auto& [a, b] : made.bones) {
      auto &x = piece[static_cast<std::size_t>(a)], &y = piece[static_cast<std::size_t>(b)];
      x = y = std::min(x, y);
    }
  std::set<std::size_t> different;
  for (std::size_t i = 0; i < piece.size(); ++i)
    if (inspection::is_named(layout, static_cast<Index>(i))) different.insert(piece[i]);
  return different.size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(own_layouts)

BOOST_AUTO_TEST_CASE(every_point_has_a_name_and_stands_for_itself) {
  const detections::Layout& wholebody = *find_layout("coco_wholebody");
  const KeypointLayout made = own_layout(wholebody, {});
  BOOST_TEST(made.joints.size() == 133U);
  BOOST_TEST(made.joints[9] == "left wrist");
  BOOST_TEST(made.joints[100] == "point 100");
  const detections::JointMap map = inspection::own_map(made);
  BOOST_TEST(map.target == &made);
  BOOST_TEST(map.from[100] == (std::vector<Index>{100}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(points_without_a_place_in_a_body_keep_the_files_names) {
  const detections::Layout layout{"mine", "mine", {"nose", ""}, "here"};
  BOOST_TEST(
      own_layout(layout, {"snout", "tail"}).joints == (std::vector<std::string>{"nose", "tail"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(limbs_of_coco) {
  const KeypointLayout made = own_layout(*find_layout("coco"), {});
  for (const std::string side : {"left ", "right "}) {
    BOOST_TEST(has_bone(made, side + "shoulder", side + "elbow"));
    BOOST_TEST(has_bone(made, side + "elbow", side + "wrist"));
    BOOST_TEST(has_bone(made, side + "shoulder", side + "hip"));
    BOOST_TEST(has_bone(made, side + "hip", side + "knee"));
    BOOST_TEST(has_bone(made, side + "knee", side + "ankle"));
  }
  BOOST_TEST(has_bone(made, "left hip", "right hip"));
  BOOST_TEST(has_bone(made, "left shoulder", "right shoulder"));
  BOOST_TEST(!has_bone(made, "left elbow", "right elbow"));
  BOOST_TEST(made.left.size() == 8U);
  BOOST_TEST(made.right[3] == made.left[3] + 1);
}

BOOST_AUTO_TEST_CASE(every_body_hangs_together) {
  for (const detections::Layout& layout : detections::layouts()) {
    const KeypointLayout made = own_layout(layout, {});
    // Head and body of layouts without a neck are two; a mouth and hands may be further ones.
    BOOST_TEST(pieces(made, layout) <= 4U, layout.name << ": " << pieces(made, layout));
    BOOST_TEST(made.bones.size() + 5 >= made.left.size() * 2, layout.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

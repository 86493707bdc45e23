#include <algorithm>
#include <map>
#include <set>

#include <boost/test/unit_test.hpp>

#include "pose/detections/layouts/registry.h"

namespace posegrad::pose::detections {
namespace {

std::string mirrored(const std::string& joint) {
  if (joint.starts_with("left ")) return "right " + joint.substr(5);
  if (joint.starts_with("right ")) return "left " + joint.substr(6);
  return joint;
}

void check_place(const char* layout, std::size_t place, const std::string& joint) {
  BOOST_TEST_INFO(layout << " " << place);
  BOOST_TEST(find_layout(layout)->joints.at(place) == joint);
}

BOOST_AUTO_TEST_SUITE(layouts_table)

BOOST_AUTO_TEST_CASE(every_entry_is_whole) {
  BOOST_TEST(layouts().size() >= 30U);
  for (const Layout& layout : layouts()) {
    BOOST_TEST_CONTEXT(layout.name) {
      std::set<std::string> joints;
      for (const std::string& joint : layout.joints) {
        if (joint.empty()) continue;
        BOOST_TEST(canonical_joint(joint).value_or("") == joint);
        BOOST_TEST(joints.insert(joint).second, joint + " stands there twice");
      }
      for (const std::string& joint : joints)
        BOOST_TEST(joints.contains(mirrored(joint)), joint + " has no other side");
      BOOST_TEST(joints.size() >= 13U);
      BOOST_TEST(layout.count() == static_cast<Index>(layout.joints.size()));
      BOOST_TEST(layout.source.starts_with("http"));
      BOOST_TEST(!layout.title.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(no_two_entries_are_one_order_or_its_mirror_image) {
  for (const Layout& a : layouts())
    for (const Layout& b : layouts()) {
      if (&a == &b || a.count() != b.count()) continue;
      BOOST_TEST((a.joints != b.joints), a.name + " is " + b.name);
      std::vector<std::string> other;
      for (const std::string& joint : b.joints) other.push_back(mirrored(joint));
      BOOST_TEST((a.joints != other), a.name + " is the mirror image of " + b.name);
    }
}

BOOST_AUTO_TEST_CASE(a_name_means_one_entry) {
  std::map<std::string, std::string> owners;
  for (const Layout& layout : layouts()) {
    std::set<std::string> names{plain_name(layout.name), plain_name(layout.title)};
    for (const std::string& alias : layout.aliases) names.insert(plain_name(alias));
    for (const std::string& name : names) {
      BOOST_TEST(!name.empty());
      const bool is_new = owners.emplace(name, layout.name).second;
      BOOST_TEST(is_new, name + " is " + layout.name + " and " + owners[name]);
    }
  }
}

BOOST_AUTO_TEST_CASE(layouts_are_found_as_tools_write_them) {
  const auto found = [](std::string_view name) {
    const Layout* layout = find_layout(name);
    return layout == nullptr ? "nothing" : layout->name;
  };
  BOOST_TEST(found("coco") == "coco");
  BOOST_TEST(found("CocoKeypoints") == "coco");
  BOOST_TEST(found("COCO_17") == "coco");
  BOOST_TEST(found("Body_25B") == "body_25b");
  BOOST_TEST(found("BODY_25") == "body_25");
  BOOST_TEST(found("coco_wholebody") == "coco_wholebody");
  BOOST_TEST(found("Halpe-26") == "halpe_26");
  BOOST_TEST(found("halpe26") == "halpe_26");
  BOOST_TEST(found("posetrack18") == "posetrack_18");
  BOOST_TEST(found("Human3.6M") == "h36m");
  BOOST_TEST(found("BlazePose") == "mediapipe");
  BOOST_TEST(found("NTU RGB+D") == "kinect_v2");
  BOOST_TEST(found("animalpose") == "nothing");
  BOOST_TEST(found("") == "nothing");
  BOOST_TEST(found("-") == "nothing");
}

// Places that are documented and easily mistaken.
BOOST_AUTO_TEST_CASE(known_places_hold_the_documented_joints) {
  check_place("coco", 9, "left wrist");
  check_place("coco_18", 8, "right hip");
  check_place("body_25", 8, "pelvis");
  check_place("body_25", 19, "left big toe");
  check_place("body_25b", 17, "upper neck");
  check_place("body_25b", 24, "right heel");
  check_place("body_135", 24, "right heel");
  check_place("body_135", 25, "");
  check_place("halpe_26", 17, "head top");
  check_place("halpe_26", 21, "right big toe");
  check_place("halpe_136", 26, "");
  check_place("coco_wholebody", 20, "right big toe");
  check_place("crowdpose", 12, "head top");
  check_place("aic", 0, "right shoulder");
  check_place("posetrack_18", 1, "upper neck");
  check_place("posetrack_17", 13, "nose");
  check_place("mpii", 7, "thorax");
  check_place("mpi_15", 14, "spine");
  check_place("lsp", 13, "head top");
  check_place("jta", 16, "right hip");
  check_place("h36m", 1, "right hip");
  check_place("h36m", 11, "left shoulder");
  check_place("h36m_16", 9, "head");
  check_place("h36m_32", 25, "right shoulder");
  check_place("mediapipe", 11, "left shoulder");
  check_place("mediapipe", 28, "right ankle");
  check_place("kinect_v2", 20, "thorax");
  check_place("kinect_v2", 12, "left hip");
  check_place("azure_kinect", 18, "left hip");
  check_place("panoptic_19", 3, "left shoulder");
  check_place("goliath", 9, "left hip");
  check_place("goliath", 41, "right wrist");
  check_place("goliath", 62, "left wrist");
  check_place("openpose_134", 18, "left big toe");
  BOOST_TEST(find_layout("body_135")->count() == 135);
  BOOST_TEST(find_layout("halpe_136")->count() == 136);
  BOOST_TEST(find_layout("coco_wholebody")->count() == 133);
  BOOST_TEST(find_layout("goliath")->count() == 308);
}

BOOST_AUTO_TEST_CASE(limbs_are_between_joints_and_every_layout_has_some) {
  std::set<std::string> joints;
  for (const Layout& layout : layouts()) joints.insert(layout.joints.begin(), layout.joints.end());
  for (const Limb& limb : registry().limbs) {
    BOOST_TEST(joints.contains(limb.from), limb.from);
    BOOST_TEST(joints.contains(limb.to), limb.to);
    BOOST_TEST(limb.metres > 0);
    BOOST_TEST(limb.metres < 0.8);
  }
  for (const MadeJoint& made : registry().made) {
    BOOST_TEST(canonical_joint(made.joint).value_or("") == made.joint);
    BOOST_TEST(!made.because.empty());
    for (const std::string& joint : made.of)
      BOOST_TEST(canonical_joint(joint).value_or("") == joint);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections

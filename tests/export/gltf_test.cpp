#include "pose/export/gltf.h"

#include <limits>
#include <set>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/export/people_names.h"
#include "tensor/error.h"
#include "tests/export/glb.h"
#include "tests/export/hand_made.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using pose::BodyMotion;
using pose::BodyPart;
using pose::Quaternion;

/// A build without tinygltf can only say so.
#define REQUIRE_GLTF()             \
  if (!pose::can_write_gltf()) {   \
    BOOST_TEST_MESSAGE("no glTF"); \
    return;                        \
  }

std::string bytes_of(const BodyMotion& motion, const pose::GltfOptions& options = {}) {
  return pose::gltf_bytes({&motion, 1}, options);
}

std::size_t number(const nlohmann::json& value) { return value.get<std::size_t>(); }

/// A channel's numbers by node and path.
std::vector<double> channel(const Glb& glb, std::size_t node, const std::string& path,
                            const char* what) {
  for (const auto& channel : glb.json.at("animations").at(0).at("channels"))
    if (channel.at("target").at("node") == node && channel.at("target").at("path") == path)
      return glb.accessor(glb.json.at("animations")
                              .at(0)
                              .at("samplers")
                              .at(number(channel.at("sampler")))
                              .at(what));
  return {};
}

/// World places of all nodes in a frame: nodes of a tree come before their children.
std::vector<Vec3> world_places(const Glb& glb, std::size_t frame) {
  const auto& nodes = glb.json.at("nodes");
  std::vector<Vec3> places(nodes.size());
  std::vector<Quaternion> turns(nodes.size());
  std::vector<std::size_t> parents(nodes.size(), nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].contains("children"))
      for (const std::size_t child : nodes[i].at("children")) parents[child] = i;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    std::vector<double> at = nodes[i].value("translation", std::vector<double>{0, 0, 0});
    if (const auto moved = channel(glb, i, "translation", "output"); !moved.empty())
      at.assign(&moved[3 * frame], &moved[3 * frame] + 3);
    Quaternion turn;
    if (const auto q = channel(glb, i, "rotation", "output"); !q.empty())
      turn = {q[4 * frame + 3], q[4 * frame], q[4 * frame + 1], q[4 * frame + 2]};
    const bool is_root = parents[i] == nodes.size();
    places[i] = Vec3{at[0], at[1], at[2]};
    turns[i] = turn;
    if (is_root) continue;
    BOOST_REQUIRE(parents[i] < i);
    places[i] = places[parents[i]] + rotate(turns[parents[i]], places[i]);
    turns[i] = turns[parents[i]] * turn;
  }
  return places;
}

std::size_t node_named(const Glb& glb, std::string_view name) {
  const auto& nodes = glb.json.at("nodes");
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].value("name", "") == name) return i;
  BOOST_FAIL("there is no node " << name);
  return 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gltf)

BOOST_AUTO_TEST_CASE(a_build_without_tinygltf_says_so) {
  if (pose::can_write_gltf()) return;
  check_throws<Error>([] { bytes_of(hand_made("t_pose")); },
                      "glTF (.glb) cannot be written: this posegrad was built without tinygltf");
}

BOOST_AUTO_TEST_CASE(joints_are_where_the_motion_has_them) {
  REQUIRE_GLTF();
  const pose::Rig& rig = pose::find_rig("default");
  for (const BodyMotion& motion : hand_made_motions()) {
    const Glb glb(bytes_of(motion));
    for (const std::size_t frame : {std::size_t{0}, motion.frames.size() - 1}) {
      const auto places = world_places(glb, frame);
      const auto wanted = places_of(motion, frame);
      for (std::size_t i = 0; i < pose::kBodyParts; ++i)
        BOOST_TEST(length(places[node_named(glb, rig.parts[i])] - wanted[i]) <= 1e-6,
                   motion.name << " " << rig.parts[i]);
      BOOST_TEST(length(places[node_named(glb, "Head_End")] - wanted[pose::kBodyParts]) <= 1e-6);
    }
  }
}

BOOST_AUTO_TEST_CASE(times_come_from_frame_numbers_and_rates) {
  REQUIRE_GLTF();
  std::vector<BodyMotion> people{hand_made("walk"), hand_made("turns")};
  people[0].frame_numbers.back() += 5;  // a gap
  for (Index& frame : people[1].frame_numbers) frame += 4;
  const Glb glb(pose::gltf_bytes(people));
  // The second person begins earlier, at 4 / 50 s of the video.
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t hips = i == 0 ? node_named(glb, "walk") + 1 : node_named(glb, "turns") + 1;
    const auto times = channel(glb, hips, "translation", "input");
    BOOST_REQUIRE(times.size() == people[i].frames.size());
    for (std::size_t frame = 0; frame < times.size(); ++frame)
      BOOST_TEST(std::abs(times[frame] -
                          static_cast<double>(people[i].frame_numbers[frame]) / people[i].fps +
                          0.08) <= 1e-6);
  }
  const auto& extras = glb.json.at("nodes").at(node_named(glb, "walk")).at("extras");
  BOOST_TEST(extras.at("first_frame") == 10);
  BOOST_TEST(extras.at("fps").get<double>() == 30000.0 / 1001);
  BOOST_TEST(extras.at("unit") == "metre");
}

// Neighbours within half a turn on the sphere of quaternions: what lies between is the shorter way.
BOOST_AUTO_TEST_CASE(turns_have_length_1_and_do_not_flip) {
  REQUIRE_GLTF();
  for (BodyMotion motion : hand_made_motions()) {
    // Signs and lengths as a careless writer leaves them.
    for (std::size_t i = 0; i < motion.frames.size(); ++i)
      for (Quaternion& q : motion.frames[i].turns) {
        const double factor = i % 2 == 0 ? -2 : 0.5;
        q = {factor * q.w, factor * q.x, factor * q.y, factor * q.z};
      }
    const Glb glb(bytes_of(motion));
    std::size_t rotations = 0;
    for (std::size_t node = 0; node < glb.json.at("nodes").size(); ++node) {
      const auto q = channel(glb, node, "rotation", "output");
      if (q.empty()) continue;
      ++rotations;
      for (std::size_t i = 0; i + 8 <= q.size(); i += 4) {
        double product = 0, square = 0;
        for (std::size_t k = 0; k < 4; ++k) {
          product += q[i + k] * q[i + 4 + k];
          square += q[i + k] * q[i + k];
        }
        BOOST_REQUIRE(product > 0.9);
        BOOST_REQUIRE(std::abs(square - 1) <= 1e-6);
      }
    }
    BOOST_TEST(rotations == pose::kBodyParts);
  }
}

BOOST_AUTO_TEST_CASE(the_figure_is_bound_to_its_joints) {
  REQUIRE_GLTF();
  for (const pose::Rig& rig : pose::rigs()) {
    const Glb glb(bytes_of(hand_made("walk"), {.rig = &rig}));
    const auto& skin = glb.json.at("skins").at(0);
    const auto& nodes = glb.json.at("nodes");
    std::set<std::string> bound;
    double lowest = 1, highest = 0;
    for (const auto& primitive : glb.json.at("meshes").at(0).at("primitives")) {
      const auto& attributes = primitive.at("attributes");
      const auto positions = glb.accessor(attributes.at("POSITION"));
      const auto joints = glb.accessor(attributes.at("JOINTS_0"));
      const auto weights = glb.accessor(attributes.at("WEIGHTS_0"));
      const auto normals = glb.accessor(attributes.at("NORMAL"));
      for (std::size_t i = 0; i < positions.size() / 3; ++i) {
        lowest = std::min(lowest, positions[3 * i + 1]);
        highest = std::max(highest, positions[3 * i + 1]);
        BOOST_REQUIRE(
            weights[4 * i] + weights[4 * i + 1] + weights[4 * i + 2] + weights[4 * i + 3] == 255);
        BOOST_REQUIRE(std::abs(std::hypot(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2]) -
                               1) <= 1e-6);
        for (std::size_t k = 0; k < 2; ++k)
          if (weights[4 * i + k] > 0)
            bound.insert(
                nodes.at(number(skin.at("joints").at(static_cast<std::size_t>(joints[4 * i + k]))))
                    .at("name"));
      }
      // As much is inside of a closed surface as its triangles say, if they all look outward.
      const auto indices = glb.accessor(primitive.at("indices"));
      double volume = 0;
      for (std::size_t i = 0; i < indices.size(); i += 3) {
        std::array<Vec3, 3> corner;
        for (std::size_t k = 0; k < 3; ++k) {
          const auto at = 3 * static_cast<std::size_t>(indices[i + k]);
          corner[k] = {positions[at], positions[at + 1], positions[at + 2]};
        }
        volume += dot(corner[0], cross(corner[1], corner[2])) / 6;
      }
      BOOST_TEST((volume > 0.005 && volume < 0.1), "volume " << volume);
    }
    BOOST_TEST(bound == std::set<std::string>(rig.parts.begin(), rig.parts.end()),
               boost::test_tools::per_element());
    BOOST_TEST(lowest == 0);  // the soles
    BOOST_TEST(std::abs(highest - 1.74) <= 0.02);
  }
}

BOOST_AUTO_TEST_CASE(inverse_bind_matrices_undo_the_rest_pose) {
  REQUIRE_GLTF();
  const Glb glb(bytes_of(hand_made("walk")));
  const auto& skin = glb.json.at("skins").at(0);
  const auto matrices = glb.accessor(skin.at("inverseBindMatrices"));
  const auto rest = pose::BodyPose{{0, adult().hip_height, 0}, {}};
  const auto placed = pose::placed(adult(), rest);
  const pose::Rig& rig = pose::find_rig("default");
  for (std::size_t j = 0; j < skin.at("joints").size(); ++j) {
    const std::string name = glb.json.at("nodes").at(number(skin.at("joints").at(j))).at("name");
    for (std::size_t i = 0; i < pose::kBodyParts; ++i) {
      if (rig.parts[i] != name) continue;
      const Vec3 moved{matrices[16 * j + 12], matrices[16 * j + 13], matrices[16 * j + 14]};
      BOOST_TEST(length(moved + placed[i].position) <= 1e-6, name);
    }
  }
}

BOOST_AUTO_TEST_CASE(people_stand_in_one_file) {
  REQUIRE_GLTF();
  std::vector<BodyMotion> people{hand_made("walk"), hand_made("cartwheel"), hand_made("walk"),
                                 hand_made("walk"), hand_made("walk")};
  people[1].name = "  A \"quoted\"\n name\xff ";
  people[2].name = "";
  const Glb glb(pose::gltf_bytes(people, {.generator = "posegrad 1.2"}));
  BOOST_TEST(glb.json.at("asset").at("generator") == "posegrad 1.2");
  BOOST_TEST(glb.json.at("animations").size() == 1u);
  BOOST_TEST(glb.json.at("skins").size() == 5u);
  BOOST_TEST(glb.json.at("animations").at(0).at("channels").size() == 5 * 22u);
  for (const char* name : {"walk", "A \"quoted\" name", "Person 3", "walk 2", "walk 3"})
    node_named(glb, name);
  // Every material has its own colour.
  std::set<std::vector<double>> colours;
  for (const auto& material : glb.json.at("materials"))
    colours.insert(material.at("pbrMetallicRoughness").at("baseColorFactor"));
  BOOST_TEST(colours.size() == 8u);  // four pairs, then the first again
}

BOOST_AUTO_TEST_CASE(the_same_motions_give_the_same_bytes) {
  REQUIRE_GLTF();
  const TemporaryFolder folder;
  const std::vector<BodyMotion> people{hand_made("walk"), hand_made("lying")};
  pose::write_gltf(people, {}, folder / "a.glb");
  BOOST_TEST((read_text(folder / "a.glb") == pose::gltf_bytes(people)));
}

BOOST_AUTO_TEST_CASE(what_glTF_cannot_hold_is_refused) {
  REQUIRE_GLTF();
  check_throws<ValueError>([] { pose::gltf_bytes({}); }, "glTF: there is no motion to write");
  BodyMotion motion = hand_made("lying");
  motion.frame_numbers.back() = Index{1} << 40;
  motion.frame_numbers[motion.frames.size() - 2] = (Index{1} << 40) - 1;
  check_throws<ValueError>(
      [&] { bytes_of(motion); },
      "glTF: at 240 frames a second, 32-bit seconds cannot tell frame 1099511627776 from the one "
      "before");
  motion = hand_made("walk");
  motion.frames[3].turns[0].w = std::numeric_limits<double>::quiet_NaN();
  check_throws<ValueError>([&] { bytes_of(motion); },
                           "motion 'walk': frame 3: the turn of 'hips' is none");
}

BOOST_AUTO_TEST_CASE(names_are_texts_and_different) {
  std::vector<BodyMotion> people(6);
  people[0].name = "Anna";
  people[1].name = "Anna";
  people[2].name = "Anna 2";
  people[3].name = "\x01\xed\xa0\x80 ";
  people[4].name = std::string(100, 'x');
  people[5].name = "\xc3\x84nne\x7f";
  const std::vector<std::string> wanted{
      "Anna", "Anna 2", "Anna 2 2", "Person 4", std::string(60, 'x'), "\xc3\x84nne"};
  BOOST_TEST(pose::people_names(people) == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test

#include "pose/export/gltf.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include <fmt/format.h>
#include <tiny_gltf.h>

#include "pose/export/even_motion.h"
#include "pose/export/figure.h"
#include "pose/export/gltf_buffer.h"
#include "pose/export/people_names.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using tinygltf::Value;

/// sRGB, 0 to 255.
struct Tint {
  int red, green, blue;
};
struct Tints {
  Tint right, rest;
};
// The player's hues, one pair after the other, between its light and its dark page: viewers have
// grounds of either kind.
constexpr std::array<Tints, 4> kTints{{{{224, 60, 54}, {84, 104, 132}},
                                       {{240, 148, 44}, {30, 150, 138}},
                                       {{222, 84, 178}, {122, 92, 218}},
                                       {{158, 174, 44}, {58, 132, 206}}}};

/// glTF has colours in proportion to light.
double linear(int part) {
  const double value = part / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

void push(std::vector<float>& numbers, Vec3 v) {
  for (const double part : {v.x, v.y, v.z}) numbers.push_back(static_cast<float>(part));
}

Value number(Index value) {
  if (value >= std::numeric_limits<int>::min() && value <= std::numeric_limits<int>::max())
    return Value(static_cast<int>(value));
  return Value(static_cast<double>(value));
}

Value extras(std::initializer_list<std::pair<const std::string, Value>> items) {
  return Value(Value::Object(items));
}

double seconds(const BodyMotion& motion, Index frame) {
  return static_cast<double>(frame) / motion.fps;
}

class GltfWriter {
 public:
  GltfWriter(std::span<const BodyMotion> people, const GltfOptions& options)
      : people_(people),
        rig_(options.rig == nullptr ? find_rig("default") : *options.rig),
        buffer_(model_) {
    model_.asset.generator = options.generator;
    model_.asset.extras = extras({{"unit", Value(std::string("metre"))},
                                  {"up", Value(std::string("+y"))},
                                  {"forward", Value(std::string("+z"))}});
    model_.scenes.resize(1);
    model_.defaultScene = 0;
    model_.animations.resize(1);
    model_.animations[0].name = "Motion";
  }

  std::string bytes() && {
    for (const BodyMotion& motion : people_) {
      require_motion(motion);
      start_ = std::min(start_, seconds(motion, motion.frame_numbers.front()));
    }
    const std::vector<std::string> names = people_names(people_);
    for (std::size_t i = 0; i < people_.size(); ++i)
      person(people_[i], names[i], kTints[i % kTints.size()]);
    std::ostringstream stream;
    if (!tinygltf::TinyGLTF().WriteGltfSceneToStream(&model_, stream, false, true))
      throw Error("glTF: tinygltf could not put the file together");
    return std::move(stream).str();
  }

 private:
  void person(const BodyMotion& motion, const std::string& name, const Tints& tints) {
    const std::vector<RigJoint> joints = rig_joints(rig_, motion.shape);
    const int root = node(name, {});
    const int first = root + 1;  // the joints' nodes follow in their order
    for (const RigJoint& joint : joints) node(joint.name, joint.offset);
    for (std::size_t j = 1; j < joints.size(); ++j)
      at(first + joints[j].parent).children.push_back(first + static_cast<int>(j));
    at(first).translation = {0, motion.shape.hip_height, 0};
    at(root).children = {first};
    at(root).extras = extras({{"unit", Value(std::string("metre"))},
                              {"fps", Value(motion.fps)},
                              {"first_frame", number(motion.frame_numbers.front())},
                              {"rig", Value(std::string(rig_.name))}});
    const int body = node(name + " body", {});
    at(body).skin = skin(motion.shape, joints, first, name);
    at(body).mesh = mesh(motion.shape, joints, name, tints);
    // At the scene's root: what is over a skinned mesh does not move it.
    model_.scenes[0].nodes.insert(model_.scenes[0].nodes.end(), {root, body});
    animate(motion, joints, first);
  }

  tinygltf::Node& at(int node) { return model_.nodes[static_cast<std::size_t>(node)]; }

  int node(const std::string& name, Vec3 translation) {
    tinygltf::Node node;
    node.name = name;
    if (!(translation == Vec3{})) node.translation = {translation.x, translation.y, translation.z};
    model_.nodes.push_back(std::move(node));
    return static_cast<int>(model_.nodes.size()) - 1;
  }

  /// Joints do not turn at rest: the inverse of where one is moves back by its place.
  int skin(const BodyShape& shape, const std::vector<RigJoint>& joints, int first,
           const std::string& name) {
    tinygltf::Skin skin;
    skin.name = name;
    skin.skeleton = first;
    std::vector<Vec3> places;
    std::vector<float> inverses;
    for (std::size_t j = 0; j < joints.size(); ++j) {
      skin.joints.push_back(first + static_cast<int>(j));
      places.push_back(j == 0
                           ? Vec3{0, shape.hip_height, 0}
                           : places[static_cast<std::size_t>(joints[j].parent)] + joints[j].offset);
      inverses.insert(inverses.end(), {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});  // columns
      push(inverses, -places.back());
      inverses.push_back(1);
    }
    skin.inverseBindMatrices = buffer_.add(inverses, TINYGLTF_TYPE_MAT4, 0, false);
    model_.skins.push_back(std::move(skin));
    return static_cast<int>(model_.skins.size()) - 1;
  }

  int mesh(const BodyShape& shape, const std::vector<RigJoint>& joints, const std::string& name,
           const Tints& tints) {
    std::array<std::uint8_t, kBodyParts> numbers{};
    for (std::size_t j = 0; j < joints.size(); ++j)
      if (joints[j].kind == RigJoint::Kind::part)
        numbers[index_of(joints[j].part)] = static_cast<std::uint8_t>(j);
    const Figure figure = make_figure(shape, numbers);
    tinygltf::Mesh mesh;
    mesh.name = name + " body";
    mesh.primitives = {primitive(figure.rest, material(name + " left", tints.rest)),
                       primitive(figure.right, material(name + " right", tints.right))};
    model_.meshes.push_back(std::move(mesh));
    return static_cast<int>(model_.meshes.size()) - 1;
  }

  int material(const std::string& name, const Tint& tint) {
    tinygltf::Material material;
    material.name = name;
    material.pbrMetallicRoughness.baseColorFactor = {linear(tint.red), linear(tint.green),
                                                     linear(tint.blue), 1};
    material.pbrMetallicRoughness.metallicFactor = 0;
    material.pbrMetallicRoughness.roughnessFactor = 0.6;
    model_.materials.push_back(std::move(material));
    return static_cast<int>(model_.materials.size()) - 1;
  }

  tinygltf::Primitive primitive(const Surface& surface, int material) {
    std::vector<float> positions, normals;
    std::vector<std::uint8_t> joints, weights;
    for (std::size_t i = 0; i < surface.positions.size(); ++i) {
      push(positions, surface.positions[i]);
      push(normals, surface.normals[i]);
      const Binding& bound = surface.bindings[i];
      joints.insert(joints.end(), {bound.joints[0], bound.joints[1], 0, 0});
      weights.insert(weights.end(), {bound.weights[0], bound.weights[1], 0, 0});
    }
    tinygltf::Primitive primitive;
    primitive.mode = TINYGLTF_MODE_TRIANGLES;
    primitive.material = material;
    primitive.indices = buffer_.add_indices(surface.indices);
    primitive.attributes = {
        {"POSITION",
         buffer_.add(positions, TINYGLTF_TYPE_VEC3, TINYGLTF_TARGET_ARRAY_BUFFER, true)},
        {"NORMAL", buffer_.add(normals, TINYGLTF_TYPE_VEC3, TINYGLTF_TARGET_ARRAY_BUFFER, false)},
        {"JOINTS_0", buffer_.add(joints, false)},
        {"WEIGHTS_0", buffer_.add(weights, true)}};
    return primitive;
  }

  void animate(const BodyMotion& motion, const std::vector<RigJoint>& joints, int first) {
    const int times = add_times(motion);
    std::vector<float> translations;
    for (const BodyPose& pose : motion.frames) push(translations, pose.position);
    channel(first, "translation", times, buffer_.add(translations, TINYGLTF_TYPE_VEC3, 0, false));
    for (std::size_t j = 0; j < joints.size(); ++j)
      if (joints[j].kind == RigJoint::Kind::part)
        channel(
            first + static_cast<int>(j), "rotation", times,
            buffer_.add(rotations(motion, index_of(joints[j].part)), TINYGLTF_TYPE_VEC4, 0, false));
  }

  int add_times(const BodyMotion& motion) {
    std::vector<float> times;
    for (const Index frame : motion.frame_numbers) {
      times.push_back(static_cast<float>(seconds(motion, frame) - start_));
      if (times.size() > 1 && !(times.back() > times[times.size() - 2]))
        throw ValueError(fmt::format(
            "glTF: at {} frames a second, 32-bit seconds cannot tell frame {} from the one before",
            motion.fps, frame));
    }
    return buffer_.add(times, TINYGLTF_TYPE_SCALAR, 0, true);
  }

  /// (x, y, z, w) of a part. q and -q are one turn: of the two the one nearer to the last frame's,
  /// as what is between two frames is mixed from their numbers.
  static std::vector<float> rotations(const BodyMotion& motion, std::size_t part) {
    std::vector<float> numbers;
    Quaternion before;
    for (const BodyPose& pose : motion.frames) {
      const Quaternion& q = pose.turns[part];
      const double product = q.w * before.w + q.x * before.x + q.y * before.y + q.z * before.z;
      const double scale =
          (product < 0 ? -1 : 1) / std::sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
      before = {scale * q.w, scale * q.x, scale * q.y, scale * q.z};
      push(numbers, {before.x, before.y, before.z});
      numbers.push_back(static_cast<float>(before.w));
    }
    return numbers;
  }

  void channel(int node, const std::string& path, int times, int numbers) {
    tinygltf::Animation& animation = model_.animations[0];
    tinygltf::AnimationSampler sampler;
    sampler.input = times;
    sampler.output = numbers;
    tinygltf::AnimationChannel channel;
    channel.sampler = static_cast<int>(animation.samplers.size());
    channel.target_node = node;
    channel.target_path = path;
    animation.samplers.push_back(std::move(sampler));
    animation.channels.push_back(std::move(channel));
  }

  std::span<const BodyMotion> people_;
  const Rig& rig_;
  tinygltf::Model model_;
  GltfBuffer buffer_;
  double start_ = std::numeric_limits<double>::infinity();  // seconds of the earliest frame
};

}  // namespace

bool can_write_gltf() noexcept { return true; }

std::string gltf_bytes(std::span<const BodyMotion> people, const GltfOptions& options) {
  if (people.empty()) throw ValueError("glTF: there is no motion to write");
  return GltfWriter(people, options).bytes();
}

void write_gltf(std::span<const BodyMotion> people, const GltfOptions& options,
                const std::string& path) {
  formats::write_file(path, gltf_bytes(people, options));
}

}  // namespace posegrad::pose

#pragma once
#include <span>
#include <vector>

#include <tiny_gltf.h>

namespace posegrad::pose {

/// The numbers of a glTF file: one buffer, a view and an accessor for each array. For this folder's
/// sources only, as it shows tinygltf's header.
class GltfBuffer {
 public:
  explicit GltfBuffer(tinygltf::Model& model);

  /// Numbers of a type (TINYGLTF_TYPE_VEC3) one after the other. target: what a mesh has them for, 0
  /// for others. with_bounds: says each component's smallest and largest number, as glTF asks of
  /// positions and times. Returns the accessor's number.
  int add(std::span<const float> numbers, int type, int target, bool with_bounds);
  /// Four bytes an element; normalized: 255 stands for 1.
  int add(std::span<const std::uint8_t> numbers, bool normalized);
  /// Of triangles' corners, as 16-bit numbers where they fit.
  int add_indices(std::span<const std::uint32_t> indices);

  std::size_t size() const;

 private:
  int add_bytes(const void* bytes, std::size_t size, int target, tinygltf::Accessor accessor);

  tinygltf::Model& model_;
};

}  // namespace posegrad::pose

#include "pose/export/gltf_buffer.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

tinygltf::Accessor accessor_of(int component, int type, std::size_t count) {
  tinygltf::Accessor accessor;
  accessor.componentType = component;
  accessor.type = type;
  accessor.count = count;
  return accessor;
}

void set_bounds(tinygltf::Accessor& accessor, std::span<const float> numbers, std::size_t parts) {
  accessor.minValues.assign(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(parts));
  accessor.maxValues = accessor.minValues;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    double& least = accessor.minValues[i % parts];
    double& most = accessor.maxValues[i % parts];
    least = std::min(least, static_cast<double>(numbers[i]));
    most = std::max(most, static_cast<double>(numbers[i]));
  }
}

}  // namespace

GltfBuffer::GltfBuffer(tinygltf::Model& model) : model_(model) { model_.buffers.resize(1); }

std::size_t GltfBuffer::size() const { return model_.buffers[0].data.size(); }

int GltfBuffer::add_bytes(const void* bytes, std::size_t size, int target,
                          tinygltf::Accessor accessor) {
  std::vector<unsigned char>& data = model_.buffers[0].data;
  // The file's own lengths are 32-bit numbers.
  if (data.size() + size > std::numeric_limits<std::uint32_t>::max() / 2)
    throw ValueError("glTF: the motions take more than 2 GB; expected fewer frames");
  tinygltf::BufferView view;
  view.buffer = 0;
  view.byteOffset = data.size();
  view.byteLength = size;
  view.target = target;
  data.resize((data.size() + size + 3) / 4 * 4);  // numbers stand at multiples of their size
  std::memcpy(data.data() + view.byteOffset, bytes, size);
  model_.bufferViews.push_back(view);
  accessor.bufferView = static_cast<int>(model_.bufferViews.size()) - 1;
  model_.accessors.push_back(std::move(accessor));
  return static_cast<int>(model_.accessors.size()) - 1;
}

int GltfBuffer::add(std::span<const float> numbers, int type, int target, bool with_bounds) {
  const auto parts =
      static_cast<std::size_t>(tinygltf::GetNumComponentsInType(static_cast<std::uint32_t>(type)));
  tinygltf::Accessor accessor =
      accessor_of(TINYGLTF_COMPONENT_TYPE_FLOAT, type, numbers.size() / parts);
  if (with_bounds) set_bounds(accessor, numbers, parts);
  return add_bytes(numbers.data(), numbers.size_bytes(), target, std::move(accessor));
}

int GltfBuffer::add(std::span<const std::uint8_t> numbers, bool normalized) {
  tinygltf::Accessor accessor =
      accessor_of(TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE, TINYGLTF_TYPE_VEC4, numbers.size() / 4);
  accessor.normalized = normalized;
  return add_bytes(numbers.data(), numbers.size(), TINYGLTF_TARGET_ARRAY_BUFFER,
                   std::move(accessor));
}

int GltfBuffer::add_indices(std::span<const std::uint32_t> indices) {
  // 65535 itself stands for the end of a strip.
  if (std::ranges::max(indices) >= 65535)
    return add_bytes(
        indices.data(), indices.size_bytes(), TINYGLTF_TARGET_ELEMENT_ARRAY_BUFFER,
        accessor_of(TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT, TINYGLTF_TYPE_SCALAR, indices.size()));
  std::vector<std::uint16_t> shorter;
  for (const std::uint32_t index : indices) shorter.push_back(static_cast<std::uint16_t>(index));
  return add_bytes(
      shorter.data(), 2 * shorter.size(), TINYGLTF_TARGET_ELEMENT_ARRAY_BUFFER,
      accessor_of(TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT, TINYGLTF_TYPE_SCALAR, shorter.size()));
}

}  // namespace posegrad::pose

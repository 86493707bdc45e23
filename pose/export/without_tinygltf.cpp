#include "pose/export/gltf.h"
#include "tensor/error.h"

namespace posegrad::pose {

bool can_write_gltf() noexcept { return false; }

std::string gltf_bytes(std::span<const BodyMotion>, const GltfOptions&) {
  throw Error("glTF (.glb) cannot be written: this posegrad was built without tinygltf");
}

void write_gltf(std::span<const BodyMotion> people, const GltfOptions& options,
                const std::string&) {
  gltf_bytes(people, options);
}

}  // namespace posegrad::pose

#pragma once
#include <span>
#include <string>

#include "pose/body/body.h"
#include "pose/export/rigs.h"

namespace posegrad::pose {

/// Whether this build can write glTF: it was made with tinygltf.
bool can_write_gltf() noexcept;

struct GltfOptions {
  const Rig* rig = nullptr;            // of the joints' names; none: "default"
  std::string generator = "posegrad";  // what the file says that it was made by
};

/// People as a binary glTF 2.0 file (.glb): for each a node with the person's name (people_names)
/// over the joints at rest, a skinned figure (make_figure; two colours, other ones for each person),
/// and in one animation for all the hips' translation and every part's rotation, linear, times from
/// frame numbers and rates: the earliest frame is at 0 s. Metres, y up, facing z. Unit, rate and
/// first frame number stand in the extras. The same motions give the same bytes.
/// Throws ValueError as require_motion does, for no motion, for more than 2 GB of numbers, and for
/// frames that 32-bit seconds cannot tell apart; Error in a build without tinygltf.
std::string gltf_bytes(std::span<const BodyMotion> people, const GltfOptions& options = {});
/// Throws IoError too.
void write_gltf(std::span<const BodyMotion> people, const GltfOptions& options,
                const std::string& path);

}  // namespace posegrad::pose

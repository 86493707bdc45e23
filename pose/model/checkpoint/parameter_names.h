#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace posegrad::pose {

/// A name in a file taken apart: "state_dict.module.layers_conv.0.weight".
struct ParameterName {
  std::string key;    // what stands in front, without its last dot: "state_dict.module"
  std::string scope;  // beginning of the names of the same network: "state_dict.module."
  std::string name;   // as VideoPose3D calls it: "layers_conv.0.weight"
};

/// Nothing when the end of the name is none of a temporal model's parameters or statistics.
/// MMPose's names come as VideoPose3D's, those of its trajectory model behind the key "traj".
std::optional<ParameterName> parse_parameter_name(std::string_view full);

/// The place of a parameter in a model's own order: norm of the expanding convolution, shrinking
/// convolution, expanding convolution, convolutions of the layers, their norms.
std::size_t order_of(std::string_view name);

}  // namespace posegrad::pose

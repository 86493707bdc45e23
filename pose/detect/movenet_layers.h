#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// A node of MoveNet's published graphs that the network's numbers come from or go through.
struct MovenetNode {
  std::string name;                     // without the prefix of the graph's call
  std::string op;                       // TensorFlow's
  std::vector<std::string> inputs;      // nodes, the first inputs
  std::vector<std::string> parameters;  // arrays, the inputs behind: "backbone.conv.weight"
  Index stride = 0;                     // of a convolution; 0: of none
  bool pointwise = false;               // 1 x 1: SAME and VALID are one
  std::vector<std::string> fused = {};  // behind a convolution: "BiasAdd", "Relu6"
};

/// An array of the file of weights: its name behind "NETWORK.", and its shape: sizes ("3") and
/// names of sizes ("block_3") that are one in all arrays.
struct MovenetArray {
  std::string name;
  std::vector<std::string> shape;
};

/// One of the three networks: lightning and thunder find one person, multipose up to six.
struct MovenetNetwork {
  std::string_view name, title;
  Index input_size;  // pixels; 0: any multiple of 32
  bool of_many;      // people
};

/// In the order in which a file has them.
std::span<const MovenetNetwork> movenet_networks();
/// Null when there is none of that name.
const MovenetNetwork* find_movenet_network(std::string_view name);

/// MoveNet from its input to its heads, with the constants of what decodes them: MobileNet V2, a
/// feature pyramid of three levels, a head for each map.
struct MovenetLayers {
  std::vector<MovenetNode> nodes;
  std::vector<MovenetArray> arrays;
};
MovenetLayers movenet_layers(bool of_many);

}  // namespace posegrad::pose

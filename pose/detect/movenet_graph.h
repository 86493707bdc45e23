#pragma once
#include <string>
#include <utility>
#include <vector>

#include "pose/detect/movenet_layers.h"
#include "pose/formats/ndarray.h"
#include "pose/formats/tfjs_graph.h"

namespace posegrad::pose {

/// What a graph holds of a network.
struct MovenetArrays {
  const MovenetNetwork* network = nullptr;
  std::string source;                                            // what the graph says of itself
  std::vector<std::pair<std::string, formats::NdArray>> arrays;  // movenet_layers()'s, in its order
};

/// Takes MoveNet's weights out of its graph: every node from the input to the heads, and those that
/// decode with a constant, must be as movenet_layers() says, with strides, paddings and
/// activations. Throws DataError "FILE: not MoveNet's graph: ...; its ops: 50 _FusedConv2D, ..."
/// for any other graph, and naming the array for one of the wrong shape or type, or with a number
/// that is not finite.
MovenetArrays movenet_of(const formats::TfjsGraph& graph);

}  // namespace posegrad::pose

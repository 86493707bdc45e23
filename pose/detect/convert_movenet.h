#pragma once
#include <span>
#include <string>
#include <vector>

#include "pose/model/checkpoint/convert.h"

namespace posegrad::pose {

/// Whether posegrad convert takes a path for graphs of MoveNet: a folder, or a file that says to be
/// a TensorFlow.js graph model.
bool may_be_movenet(const std::string& path);

/// Makes one file of weights (write_movenet) out of graphs, and of folders all graphs of MoveNet in
/// them and in the folders in them. The notes name what was found. Throws as read_tfjs_graph,
/// movenet_of and write_movenet; DataError for a folder without such a graph, and naming both files
/// for a network that comes twice.
WeightsFile convert_movenet(std::span<const std::string> inputs, const std::string& output);

}  // namespace posegrad::pose

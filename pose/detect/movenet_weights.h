#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "pose/detect/movenet_graph.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// The ending of the file that holds them.
inline constexpr const char* kMovenetEnding = ".safetensors";

/// One network out of such a file.
struct MovenetWeights {
  const MovenetNetwork* network = nullptr;
  std::string source, licence;
  std::map<std::string, Tensor> tensors;  // f32, by their names in movenet_layers()
};

/// Writes one or more networks, each once, as safetensors: "lightning.backbone.conv.weight", with
/// f2 and f4 as they are; what is said of each as its metadata: "lightning.input_size". Whole or
/// not at all; the same networks give the same bytes. Throws IoError "cannot write FILE: ...".
void write_movenet(const std::string& path, std::span<const MovenetArrays> networks);

/// Reads what write_movenet wrote. Throws IoError "cannot open FILE: ..."; DataError in one line: a
/// file of something else, damaged or cut, without that network (naming those that it has), with a
/// tensor missing, of the wrong shape or type, or that is none of the network's; ValueError for a
/// network that there is not.
MovenetWeights read_movenet(const std::string& path, const std::string& network);

/// The networks that a file holds by its metadata. Throws as read_movenet.
std::vector<std::string> movenet_networks_of(const std::string& path);

}  // namespace posegrad::pose

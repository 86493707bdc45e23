#pragma once
#include <string>
#include <utility>
#include <vector>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// The content of a file of weights.
struct Weights {
  Value value;  // what torch_load gives; of safetensors a dict of tensors
  std::vector<std::pair<std::string, std::string>> metadata;  // of safetensors
  bool is_safetensors = false;
};

/// Reads any file of weights, by its content and not its name: PyTorch's (torch_load) and
/// safetensors. Throws as their readers, and DataError that says what another file is: a web page,
/// a Git LFS pointer, empty...
Weights load_weights(const std::string& path);

}  // namespace posegrad::pose::formats

#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pose/model/checkpoint/checkpoint.h"

namespace posegrad::pose {

/// What a conversion wrote.
struct WeightsFile {
  Index parameters = 0;  // trained numbers of all models in it, without running statistics
  std::uintmax_t bytes = 0;
  std::string sha256;
  std::vector<std::string> notes;  // of the input, a line each
};

/// Fills in bytes and sha256 of what was written.
void describe_file(const std::string& path, WeightsFile& file);

/// The endings of files that convert_weights writes: ".bin", ...
std::span<const std::string_view> weights_endings();
bool has_weights_ending(const std::string& path);

/// Reads a checkpoint of any kind (read_checkpoint) and writes what inference needs of it, in the
/// format that `output` ends in. The same input gives the same bytes. Throws as read_checkpoint and
/// write_weights; DataError naming file, model and parameter for weights that are no temporal
/// model's or not finite; ValueError for an ending that is not known.
WeightsFile convert_weights(const std::string& input, const std::string& output, WeightType type);

}  // namespace posegrad::pose

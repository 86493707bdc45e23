#include "pose/model/checkpoint/convert.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/blob.h"
#include "pose/model/checkpoint/architecture.h"
#include "pose/model/checkpoint/finite.h"
#include "tensor/error.h"
#include "tensor/sha256.h"

namespace posegrad::pose {
namespace {

constexpr std::array<std::string_view, 4> kEndings{".bin", ".pt", ".pth", ".safetensors"};

// Every name, shape and number.
Index checked_parameters(const StateDict& state, const std::string& where) {
  architecture_of(state, where);
  for (const auto& [name, tensor] : state)
    if (first_not_finite(tensor) != 0)
      throw DataError(fmt::format("{}: {} holds a number that is not finite", where, name));
  return parameter_count(state);
}

}  // namespace

void describe_file(const std::string& path, WeightsFile& file) {
  const formats::Blob bytes = formats::read_file(path);
  file.bytes = bytes.size();
  file.sha256 = posegrad::sha256(bytes.bytes());
}

std::span<const std::string_view> weights_endings() { return kEndings; }

bool has_weights_ending(const std::string& path) {
  return std::ranges::any_of(kEndings, [&](std::string_view end) { return path.ends_with(end); });
}

WeightsFile convert_weights(const std::string& input, const std::string& output, WeightType type) {
  if (!has_weights_ending(output))
    throw ValueError(fmt::format("{}: weights are written to files that end in {}", output,
                                 fmt::join(kEndings, ", ")));
  const Checkpoint checkpoint = read_checkpoint(input);
  WeightsFile written;
  written.notes = checkpoint.notes;
  written.parameters =
      checked_parameters(checkpoint.model_pos, place_in(input, checkpoint.pos_key));
  if (checkpoint.model_traj)
    written.parameters +=
        checked_parameters(*checkpoint.model_traj, place_in(input, checkpoint.traj_key));
  try {
    write_weights(output, checkpoint, type);
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", input, error.what()));
  }
  describe_file(output, written);
  return written;
}

}  // namespace posegrad::pose

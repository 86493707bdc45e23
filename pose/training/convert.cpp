#include "pose/training/convert.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/blob.h"
#include "pose/formats/sha256.h"
#include "pose/training/architecture.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr std::array<std::string_view, 3> kEndings{".bin", ".pt", ".pth"};

TemporalModel model_of(const Architecture& shape, const std::string& where) {
  try {
    return {{.joints_in = shape.inputs,
             .features = 1,
             .joints_out = shape.joints_out,
             .widths = shape.kernels,
             .channels = shape.channels},
            0};
  } catch (const ValueError& error) {
    throw DataError(fmt::format("{}: {}", where, error.what()));
  }
}

// Every name, shape and number, by loading them into a model as they would be used.
Index checked_parameters(const StateDict& state, const std::string& where) {
  const TemporalModel model = model_of(architecture_of(state, where), where);
  load_state(model, state, where);
  return model.state().parameter_count();
}

}  // namespace

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
  written.parameters = checked_parameters(checkpoint.model_pos, input + ": model_pos");
  if (checkpoint.model_traj)
    written.parameters += checked_parameters(*checkpoint.model_traj, input + ": model_traj");
  try {
    write_weights(output, checkpoint, type);
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", input, error.what()));
  }
  const formats::Blob bytes = formats::read_file(output);
  written.bytes = bytes.size();
  written.sha256 = formats::sha256(bytes.bytes());
  return written;
}

}  // namespace posegrad::pose

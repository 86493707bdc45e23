#include "apps/not_yet.h"

#include <string_view>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::apps {
namespace {

[[noreturn]] void refuse(std::string_view option, std::string_view feature) {
  throw UsageError(fmt::format("{}: {} not part of this version yet", option, feature));
}

}  // namespace

void refuse_not_yet(const RunOptions& options) {
  if (!options.render) return;
  if (!options.viz_output.empty()) refuse("--viz-output", "drawing is");
  if (options.viz_export.empty()) {
    refuse("--render", "drawing (anything but --viz-export FILE, which writes the 3D poses) is");
  }
}

}  // namespace posegrad::apps

#include "apps/run_command.h"

#include <fmt/format.h>

#include "apps/console.h"

namespace posegrad::apps {

int run_command(const RunOptions& options) {
  console::print("Loading dataset...");
  console::print("Preparing data...");
  console::print("Loading 2D detections...");
  if (!options.actions.empty()) console::print(console::selected_actions(options.actions));
  return 0;
}

}  // namespace posegrad::apps

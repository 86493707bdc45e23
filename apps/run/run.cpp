#include "apps/run/run.h"

#include "apps/console/console.h"
#include "apps/run/command.h"
#include "apps/run/options.h"

namespace posegrad::apps {

int run(std::span<const std::string> arguments) {
  const RunOptions options = parse_run_options(arguments);
  if (options.help) {
    console::print(run_help());
    return 0;
  }
  return run_command(options);
}

}  // namespace posegrad::apps

#include "apps/run.h"

#include "apps/console.h"
#include "apps/run_command.h"
#include "apps/run_options.h"

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

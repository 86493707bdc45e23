#include "apps/ranks/started.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "apps/ranks/ranks.h"
#include "tensor/error.h"

namespace posegrad::apps {

Index number_in_environment(const char* name) {
  const char* const value = std::getenv(name);
  if (value == nullptr) return 0;
  const std::string_view text(value);
  Index number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Index started_together() {
  for (const char* const name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const Index count = number_in_environment(name); count > 0) return count;
  // Of a batch script itself there is one, whatever it asked for.
  const bool is_step =
      std::getenv("SLURM_STEP_ID") != nullptr && std::getenv("SLURM_PROCID") != nullptr;
  const Index tasks = is_step ? number_in_environment("SLURM_STEP_NUM_TASKS") : 0;
  return tasks > 0 ? tasks : 1;
}

void Ranks::require_alone(const std::string& command) {
  if (const Index started = started_together(); started > 1)
    throw DeviceError(fmt::format(
        "{} processes of it were started together, but `{}` is the work of one", started, command));
}

}  // namespace posegrad::apps

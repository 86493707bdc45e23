#include <chrono>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "apps/console/shown.h"
#include "apps/ranks/ranks.h"
#include "apps/ranks/started.h"
#include "mpi/world.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

std::unique_ptr<MpiWorld> world;  // NOLINT: MPI is one a process

}  // namespace

Ranks::Ranks() {
  const Index started = started_together();
  if (started <= 1) return;
  world = std::make_unique<MpiWorld>();
  if (world->ranks() != started) {
    const Index seen = world->ranks();
    world.reset();
    throw DeviceError(
        fmt::format("{} processes were started together, but MPI sees {}: start them by the mpirun "
                    "of {}, or by "
                    "srun --mpi=pmix",
                    started, seen, mpi_version()));
  }
  if (world->rank() != 0) console::keep_silent();
}

Ranks::~Ranks() { world.reset(); }

void Ranks::require_alone(const std::string& command) {
  if (const Index started = started_together(); started > 1)
    throw DeviceError(fmt::format(
        "{} processes of it were started together, but `{}` is the work of one", started, command));
}

Index Ranks::count() noexcept { return world ? world->ranks() : 1; }
Index Ranks::rank() noexcept { return world ? world->rank() : 0; }
Transport* Ranks::transport() noexcept { return world ? &world->transport() : nullptr; }

void Ranks::end_all_if_many(int exit_code) noexcept {
  if (world) world->abort(exit_code);
}

std::string Ranks::name() {
  if (!world) return "";
  // What all of them meet is told once.
  if (world->rank() != 0) std::this_thread::sleep_for(std::chrono::milliseconds(500));
  return fmt::format("rank {}: ", world->rank());
}

std::string mpi_version_text() { return mpi_version(); }

}  // namespace posegrad::apps

#include <chrono>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <stdlib.h>

#include "apps/console/shown.h"
#include "apps/ranks/ranks.h"
#include "apps/ranks/started.h"
#include "mpi/world.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

std::unique_ptr<MpiWorld> world;  // NOLINT: MPI is one a process

// Less than a minute, so that nobody pays for hours of waiting; a file system may hang for that long.
std::chrono::seconds longest_silence() {
  constexpr Index kUsual = 40;
  const Index told = number_in_environment("POSEGRAD_RANK_SILENCE");
  return std::chrono::seconds(told > 0 ? told : kUsual);
}

// Each rank of a machine its own GPU, before CUDA looks for them: of those that it may use, where a scheduler
// says so and gives several to all.
void take_a_gpu(Index rank) {
  constexpr const char* kVisible = "CUDA_VISIBLE_DEVICES";
  std::string chosen = fmt::format("{}", rank);
  if (const char* const told = std::getenv(kVisible); told != nullptr) {
    std::vector<std::string> gpus;
    std::istringstream list(told);
    for (std::string gpu; std::getline(list, gpu, ',');) gpus.push_back(gpu);
    if (gpus.size() < 2) return;
    chosen = gpus[static_cast<std::size_t>(rank) % gpus.size()];
  }
  setenv(kVisible, chosen.c_str(), 1);
}

}  // namespace

Ranks::Ranks() {
  const Index started = started_together();
  if (started <= 1) return;
  world = std::make_unique<MpiWorld>(longest_silence());
  if (world->ranks() != started) {
    const Index seen = world->ranks();
    world.reset();
    throw DeviceError(
        fmt::format("{} processes were started together, but MPI sees {}: start them by the mpirun "
                    "of {}, or by "
                    "srun --mpi=pmix",
                    started, seen, mpi_version()));
  }
  if (world->machine_ranks() > 1) take_a_gpu(world->machine_rank());
  if (world->rank() != 0) console::keep_silent();
}

Ranks::~Ranks() { world.reset(); }

Index Ranks::count() noexcept { return world ? world->ranks() : 1; }
Index Ranks::rank() noexcept { return world ? world->rank() : 0; }
Transport* Ranks::transport() noexcept { return world ? &world->transport() : nullptr; }

void Ranks::end_all_if_many(int exit_code) noexcept {
  if (world) world->abort(exit_code);
}

std::string Ranks::name() {
  if (!world) return "";
  // What all of them meet is told once, by rank 0, which ends the others before they come to it.
  if (world->rank() != 0) std::this_thread::sleep_for(std::chrono::seconds(2));
  return fmt::format("rank {}: ", world->rank());
}

std::string mpi_version_text() { return mpi_version(); }

}  // namespace posegrad::apps

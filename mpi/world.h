#pragma once
#include <chrono>
#include <memory>

#include "tensor/shards/transport.h"

namespace posegrad {

/// The processes that mpirun or srun started together. One a program; it begins and ends MPI.
class MpiWorld {
 public:
  /// All ranks end when one is silent for so long. Throws DeviceError where this MPI cannot be called by
  /// several threads.
  explicit MpiWorld(std::chrono::seconds longest_silence);
  /// Waits for the other ranks.
  ~MpiWorld();
  MpiWorld(const MpiWorld&) = delete;
  MpiWorld& operator=(const MpiWorld&) = delete;

  Transport& transport() noexcept;
  Index ranks() const noexcept;
  Index rank() const noexcept;
  /// Of the ranks on this machine.
  Index machine_ranks() const noexcept;
  Index machine_rank() const noexcept;

  /// Ends all ranks at once, this one too: for who cannot go on while the others wait.
  [[noreturn]] void abort(int exit_code) noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "Open MPI 4.1.4": what the program was built with.
const char* mpi_version();

}  // namespace posegrad

#pragma once
#include <string>

#include "tensor/dtype.h"
#include "tensor/shards/transport.h"

namespace posegrad::apps {

/// The processes that mpirun or srun started together to do one command, of which this is one. While one
/// lives, only rank 0 prints. One a program.
class Ranks {
 public:
  /// Begins MPI where several were started. Throws DeviceError where this program cannot, or where
  /// MPI knows nothing of the others.
  Ranks();
  /// Waits for the others.
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  /// For a command that cannot be shared out: throws DeviceError where several were started.
  static void require_alone(const std::string& command);
  /// 1, 0 and null where nobody was started beside this one.
  static Index count() noexcept;
  static Index rank() noexcept;
  static Transport* transport() noexcept;
  static bool is_first() noexcept { return rank() == 0; }

  /// Where this one failed and the others wait: ends all of them, without coming back. First rank 0 may
  /// tell what all of them met.
  static void end_all_if_many(int exit_code) noexcept;
  /// "rank 3: ", empty where there is one.
  static std::string name();
};

/// "Open MPI 4.1.4", or "none".
std::string mpi_version_text();

}  // namespace posegrad::apps

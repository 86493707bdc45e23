#include <fmt/format.h>

#include "apps/ranks/ranks.h"
#include "apps/ranks/started.h"
#include "tensor/error.h"

// For builds without MPI.
namespace posegrad::apps {

Ranks::Ranks() {
  if (const Index started = started_together(); started > 1)
    throw DeviceError(fmt::format(
        "{} processes were started together, but this posegrad was built without MPI (Debian: "
        "libopenmpi-dev, then cmake -DPOSEGRAD_MPI=ON)",
        started));
}

Ranks::~Ranks() = default;

Index Ranks::count() noexcept { return 1; }
Index Ranks::rank() noexcept { return 0; }
Transport* Ranks::transport() noexcept { return nullptr; }
void Ranks::end_all_if_many(int) noexcept {}
std::string Ranks::name() { return ""; }
std::string mpi_version_text() { return "none"; }

}  // namespace posegrad::apps

#pragma once
#include "tensor/dtype.h"

namespace posegrad::apps {

/// How many processes were started together, as mpirun (Open MPI, MPICH) or srun say it in the
/// environment: 1 where none of them did.
Index started_together();

/// A whole number of the environment; 0 where there is none.
Index number_in_environment(const char* name);

}  // namespace posegrad::apps

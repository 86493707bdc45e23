#pragma once
#include "tensor/dtype.h"

namespace posegrad::apps {

/// How many processes were started together, as mpirun (Open MPI, MPICH) or srun say it in the
/// environment: 1 where none of them did.
Index started_together();

}  // namespace posegrad::apps

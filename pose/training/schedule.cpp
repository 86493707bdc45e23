#include "pose/training/schedule.h"

#include <cmath>

namespace posegrad::pose {

double Schedule::momentum(Index epochs_done, Index epochs) {
  const double progress = static_cast<double>(epochs_done) / static_cast<double>(epochs);
  return kFirstMomentum * std::exp(-progress * std::log(kFirstMomentum / kLastMomentum));
}

}  // namespace posegrad::pose

#pragma once
#include "apps/bench/workloads.h"

namespace posegrad::apps {

/// What training on the ranks that were started together costs, as this one sees it. Seconds are medians.
struct ScaleOutSpeed {
  Index ranks = 1;
  double gradient_bytes = 0;  // of all parameters
  double latency = 0;         // of a sum of a few numbers
  double sum = 0;             // of all gradients, with nothing beside it
  double alone = 0;           // of a step of this rank's part of a batch, without the others
  double together = 0;        // of the same with them

  /// What each rank sends, and receives, for that sum, a second.
  double bytes_per_second() const;
  /// Of the time of a step, what is not spent on waiting for others.
  double efficiency() const { return alone / together; }
  /// Of the time of the sums, what the backward pass hides.
  double hidden() const;
};

/// Every rank calls it. The batch of `work` is all ranks' together.
ScaleOutSpeed measure_scale_out(const Workload& work);

}  // namespace posegrad::apps

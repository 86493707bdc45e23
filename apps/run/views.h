#pragma once
#include "apps/run/options.h"
#include "tensor/device.h"

namespace posegrad::apps {

/// `posegrad run -d mocap_NAME`: trains a model on views that are made on the fly of motion
/// capture, or evaluates one. Returns false when Ctrl-C came.
bool run_views(const RunOptions& options, Device device);

}  // namespace posegrad::apps

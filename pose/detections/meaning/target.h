#pragma once
#include "pose/detections/layouts/layout.h"
#include "pose/detections/read_options.h"

namespace posegrad::pose::detections {

/// The layout whose joints the points become: options.target; else coco where all of its joints can
/// be made of them; else the one that has just these joints; else coco.
const KeypointLayout& target_of(const Layout& layout, const ReadOptions& options);

}  // namespace posegrad::pose::detections

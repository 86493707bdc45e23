#pragma once
#include <string>
#include <vector>

#include "pose/detections/layouts/layout.h"

namespace posegrad::pose::inspection {

/// All points of a file as joints of a layout of their own, so that they can be looked at as the
/// file has them: named as the layout calls them, else as the file does (`names`, may be empty),
/// else "point 23"; with bones for drawing between joints of a body.
KeypointLayout own_layout(const detections::Layout& layout, const std::vector<std::string>& names);

/// Every point stands for itself. The layout must outlive it.
detections::JointMap own_map(const KeypointLayout& layout);

/// Whether the joint is a part of a body that has a name, not the 23rd point of a face.
bool is_named(const detections::Layout& layout, Index joint);

}  // namespace posegrad::pose::inspection

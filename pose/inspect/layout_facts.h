#pragma once
#include <string>
#include <vector>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/read_options.h"
#include "pose/inspect/report.h"

namespace posegrad::pose::inspection {

/// How well people have a body's proportions under each known order of as many points, best first.
void add_fits(const detections::Records& records, const std::string& source, Report& report);

/// What the order was taken to be, by which evidence, and what a model of COCO's joints gets of it.
void add_layout_facts(const detections::Records& records, const detections::Recognised& recognised,
                      const ReadOptions& options, Report& report);

/// All points of a file as joints of a layout of their own, so that they can be looked at as the
/// file has them: named as the layout calls them, else as the file does (`names`, may be empty),
/// else "point 23"; with bones for drawing between joints of a body.
KeypointLayout own_layout(const detections::Layout& layout, const std::vector<std::string>& names);

/// Every point stands for itself. The layout must outlive it.
detections::JointMap own_map(const KeypointLayout& layout);

/// Whether the joint is a part of a body that has a name, not the 23rd point of a face.
bool is_named(const detections::Layout& layout, Index joint);

}  // namespace posegrad::pose::inspection

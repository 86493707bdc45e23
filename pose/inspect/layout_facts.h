#pragma once
#include <string>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/read_options.h"
#include "pose/inspect/report.h"

namespace posegrad::pose::inspection {

/// How well people have a body's proportions under each known order of as many points, best first.
void add_fits(const detections::Records& records, const std::string& source, Report& report);

/// What the order was taken to be, by which evidence, and what a model of COCO's joints gets of it.
void add_layout_facts(const detections::Records& records, const detections::Recognised& recognised,
                      const ReadOptions& options, Report& report);

}  // namespace posegrad::pose::inspection

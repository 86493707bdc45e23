#pragma once
#include <string>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/mat_elements.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// What read_mat_bytes() gives, by libmatio in this process, which a broken file may make crash.
/// The process gets little more memory meanwhile. Throws as read_mat_bytes() does.
formats::Value read_mat_variables(const PlainMat& mat, const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections

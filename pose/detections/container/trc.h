#pragma once
#include <string>
#include <string_view>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/document.h"

namespace posegrad::pose::detections {

bool is_trc(std::string_view utf8);

/// A TRC file of points in pictures, as Sports2D writes it: a table with the frame's number and
/// "NAME_x", "NAME_y" of each marker; depths, which are all 0 there, are left out. Throws DataError
/// "NAME: line 3: ...": another unit than px (points in space), lines that do not fit.
/// Source: Motion Analysis' TRC, docs of OpenSim.
Table read_trc(std::string_view utf8, const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections

#pragma once
#include <functional>
#include <string>

#include "pose/detections/container/budget.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// Runs `read` in a copy of this process and returns what it returned there: where a broken file
/// makes a library crash, loop or fill the heap with it, only the copy goes. Errors of ours that it
/// throws are thrown here; what it takes of its budget is taken here. Throws DataError "NAME:
/// broken file: LIBRARY fails on it (...)" when the copy ends otherwise, IoError when there can be
/// none.
formats::Value read_isolated(const std::string& name, const std::string& library, Budget& budget,
                             const std::function<formats::Value(Budget& budget)>& read);

}  // namespace posegrad::pose::detections

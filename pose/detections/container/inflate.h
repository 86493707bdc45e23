#pragma once
#include <string>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"

namespace posegrad::pose::detections {

/// What a gzip file or a zlib stream holds; of several gzip members one after another, all. Zero
/// bytes behind the last one are passed over, as tools do that write whole blocks. Throws DataError
/// "NAME: ..." when it is cut, broken, followed by something else or larger than the budget allows.
formats::Blob inflate(const formats::Blob& packed, const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections

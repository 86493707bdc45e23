#pragma once
#include <string>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"

namespace posegrad::pose::detections {

/// A MATLAB file of version 5 or 7 with nothing in it packed.
struct PlainMat {
  formats::Blob bytes;
  std::size_t variables = 0;
};

/// Unpacks what is packed, which verifies checksums that libmatio passes over, and checks that the
/// variables follow each other up to the end. Throws DataError "NAME: ...": broken or cut, no such
/// file, larger than the budget allows.
PlainMat plain_mat(const formats::Blob& file, const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections

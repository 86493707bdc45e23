#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/blob.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// Whether bytes begin and end as a pickle does, of protocol 2 to 5, or of 0 or 1, which have no
/// mark of their own.
bool looks_like_pickle(std::string_view bytes);

/// All pickles of a file, one after another, as plain data and arrays: nothing is executed (see
/// read_pickle). Throws DataError naming the file and the byte, for classes with their name.
std::vector<formats::Value> read_pickles(const formats::Blob& bytes, const std::string& name);

}  // namespace posegrad::pose::detections

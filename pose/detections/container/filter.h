#pragma once
#include <string>
#include <string_view>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"

namespace posegrad::pose::detections {

/// What a file packed by bzip2, xz, zstd or lz4 holds; by libarchive, which a build may lack.
/// Throws DataError "NAME: ...": cut or broken, larger than the budget allows, or a way of packing
/// that this build cannot read.
formats::Blob unfilter(const formats::Blob& packed, std::string_view compression,
                       const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections

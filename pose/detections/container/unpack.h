#pragma once
#include <string>
#include <string_view>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"

namespace posegrad::pose::detections {

/// How a single file is packed, by its first bytes: "gzip", "zlib", "bzip2", "xz", "zstd", "lz4";
/// empty for anything else.
std::string_view compression_of(std::string_view begin);

/// The endings that such files have: "frames.json.gz" without ".gz"; another name is itself.
std::string_view without_compression_ending(std::string_view name);

/// What a file packed in one of these ways holds. gzip of several members is all of them. Throws
/// DataError "NAME: ...": cut, broken or with another checksum; larger than the budget allows;
/// packed in a way that this build cannot read.
formats::Blob unpack(const formats::Blob& packed, std::string_view compression,
                     const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections

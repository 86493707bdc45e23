#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"
#include "pose/formats/byte_source.h"

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

/// What a gzip file or a zlib stream holds; of several gzip members one after another, all. Zero
/// bytes behind the last one are passed over, as tools do that write whole blocks. Throws DataError
/// "NAME: ..." when it is cut, broken, followed by something else or larger than the budget allows.
formats::Blob inflate(const formats::Blob& packed, const std::string& name, Budget& budget);

/// Gives what inflate() would of `begin` and the source, which must outlive it, piece by piece: fills
/// at most `room` bytes and returns how many, fewer only at the end. Throws as inflate() does, but
/// for the budget.
using ReadPiece = std::function<std::size_t(char* into, std::size_t room)>;
ReadPiece inflating(const formats::Blob& begin, formats::ByteSource& source);

/// What a file packed by bzip2, xz, zstd or lz4 holds; by libarchive, which a build may lack.
/// Throws DataError "NAME: ...": cut or broken, larger than the budget allows, or a way of packing
/// that this build cannot read.
formats::Blob unfilter(const formats::Blob& packed, std::string_view compression,
                       const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections

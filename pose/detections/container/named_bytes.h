#pragma once
#include <string>
#include <string_view>

#include "pose/formats/blob.h"

namespace posegrad::pose::detections {

/// A file or a member of an archive, and what it was taken out of.
struct NamedBytes {
  formats::Blob bytes;
  std::string path;       // as errors name it
  std::string name;       // last part of the path, without the ending of a compression
  std::string wrapping;   // "", ", gzip", ", gzip, zip": follows the kind of a document
  std::string disk_path;  // of an HDF5 file that is not loaded: `bytes` is empty
};

/// What is behind the last dot of a name, in lower case; empty without one.
std::string file_ending(std::string_view name);

/// Whether `a` comes before `b` as people count: "frame_2" before "frame_10". Numbers of the same
/// value go by their digits, so that different names are never equal.
bool in_natural_order(std::string_view a, std::string_view b);

}  // namespace posegrad::pose::detections

#pragma once
#include <string>

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

}  // namespace posegrad::pose::detections

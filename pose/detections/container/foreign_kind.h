#pragma once
#include <string>
#include <string_view>

#include "tensor/error.h"

namespace posegrad::pose::detections {

/// A file that holds no keypoints by its kind: passed over in a folder.
struct ForeignFile : DataError {
  using DataError::DataError;
};

/// What a file is that holds no keypoints that we could read, by its first bytes and in a few
/// words: "a PNG picture", "a video (mp4)", "a web page". Empty for anything else.
std::string_view foreign_kind(std::string_view bytes);

/// The first bytes of a regular file, enough for a signature; empty for what cannot be read, and for
/// a pipe, which would be waited for.
std::string begin_of(const std::string& path);

/// Whether bytes have HDF5's signature: at their beginning, or at one of the first places where it
/// may stand behind other data.
bool is_hdf5(std::string_view begin);

}  // namespace posegrad::pose::detections

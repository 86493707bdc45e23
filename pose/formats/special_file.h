#pragma once
#include <string>

namespace posegrad::pose::formats {

/// Throws IoError "cannot open FILE: a pipe; a file is wanted", and the like for a socket and a
/// device: opening one may wait for ever. What is not there and a folder are left to who opens it.
void refuse_special_file(const std::string& path);

}  // namespace posegrad::pose::formats

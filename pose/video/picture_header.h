#pragma once
#include <string>
#include <string_view>

#include "tensor/index.h"

namespace posegrad::pose {

enum class PictureFormat { jpeg, png, bmp, webp };

struct PictureHeader {
  PictureFormat format = PictureFormat::jpeg;
  Index width = 0, height = 0;  // pixels, as they are stored
};

/// Reads what a picture is from its first bytes, whatever its name ends in. Throws IoError when it
/// cannot be opened, DataError when it is none of these formats or is cut before its size.
PictureHeader read_picture_header(const std::string& path);

/// Whether a file's name ends as a picture's does: .jpg, .jpeg, .png, .bmp or .webp in any case.
bool has_picture_ending(std::string_view name);

}  // namespace posegrad::pose

#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/video/picture_header.h"
#include "tensor/index.h"

namespace posegrad::pose {

/// Pictures that stand for a video, in order.
struct PictureSequence {
  std::string folder;              // of all of them
  std::vector<std::string> names;  // in it
  std::vector<Index> numbers;      // in the names, ascending; empty: not counted by one number
  std::vector<std::string> notes;  // what was left out and what is odd, "PATH: ..."

  Index size() const { return static_cast<Index>(names.size()); }
  std::string path(std::size_t i) const;
};

/// The pictures that `path` stands for: a folder of them, or, where there is no such file, a
/// pattern in its last part (frame_%05d.jpg, frame_*.png). Nothing for any other path. Hidden files
/// are not looked at. Throws IoError when the folder cannot be read, DataError when it holds no
/// picture or the pattern matches none, and as order_pictures().
std::optional<PictureSequence> find_pictures(const std::string& path);

/// Whether `file` is there and one of the pictures that the pattern `path` stands for.
bool stands_for(const std::string& path, const std::string& file);

/// What each of them is. Throws as read_picture_header(), and DataError, naming two, when they are
/// not of one size.
std::vector<PictureHeader> read_headers(const PictureSequence& pictures);

}  // namespace posegrad::pose

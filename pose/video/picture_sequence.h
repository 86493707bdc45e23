#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

enum class PictureFormat { jpeg, png, bmp, webp };

struct PictureHeader {
  PictureFormat format = PictureFormat::jpeg;
  Index width = 0, height = 0;  // pixels, upright
  int orientation = 1;          // as exif_orientation()
  bool moves = false;           // it holds several that follow each other
};

/// Reads what a picture is from its first bytes, whatever its name ends in. Throws IoError when it
/// cannot be opened, DataError when it is none of these formats or is cut before its size.
PictureHeader read_picture_header(const std::string& path);

/// Whether a file's name ends as a picture's does: .jpg, .jpeg, .png, .bmp or .webp in any case.
bool has_picture_ending(std::string_view name);

/// Pictures that stand for a video, in order.
struct PictureSequence {
  std::string folder;              // of all of them
  std::vector<std::string> names;  // in it
  std::vector<Index> numbers;      // in the names, ascending; empty: not counted by one number
  std::vector<std::string> notes;  // what was left out and what is odd, "PATH: ..."

  Index size() const { return static_cast<Index>(names.size()); }
  std::string path(std::size_t i) const;
};

/// The pictures that `path` stands for: a folder of them, a single one (has_picture_ending(), and it
/// is one that does not move), or, where there is no such file, a pattern in its last part
/// (frame_%05d.jpg, frame_*.png). Nothing for any other path. Hidden files in a folder are not looked
/// at. Throws IoError when the folder cannot be read, DataError when it holds no
/// picture or the pattern matches none, and as order_pictures().
std::optional<PictureSequence> find_pictures(const std::string& path);

/// Whether `file` is there and one of the pictures that the pattern `path` stands for.
bool stands_for(const std::string& path, const std::string& file);

/// What each of them is. Throws as read_picture_header(), and DataError, naming two, when they are
/// not of one size.
std::vector<PictureHeader> read_headers(const PictureSequence& pictures);

/// Pictures of one format and orientation that follow each other: what one ffmpeg can decode.
struct PictureRun {
  std::size_t first = 0, count = 0;  // in the sequence
  PictureFormat format = PictureFormat::jpeg;
  int orientation = 1;
};

/// The pictures from number `skip` on.
std::vector<PictureRun> picture_runs(std::span<const PictureHeader> headers, Index skip);

/// Options of ffmpeg that make a run its input; the list comes in by its standard input.
std::vector<std::string> input_options(const PictureRun& run);
/// The list, as ffmpeg's concat demuxer reads it, of whole paths.
std::string concat_list(const PictureSequence& pictures, const PictureRun& run);

}  // namespace posegrad::pose

#pragma once
#include <span>
#include <string>
#include <vector>

#include "pose/video/picture_header.h"
#include "pose/video/picture_sequence.h"

namespace posegrad::pose {

/// Pictures of one format that follow each other: what one ffmpeg can decode.
struct PictureRun {
  std::size_t first = 0, count = 0;  // in the sequence
  PictureFormat format = PictureFormat::jpeg;
};

/// The pictures from number `skip` on.
std::vector<PictureRun> picture_runs(std::span<const PictureHeader> headers, Index skip);

/// Options of ffmpeg that make a run its input; the list comes in by its standard input.
std::vector<std::string> input_options(const PictureRun& run);
/// The list, as ffmpeg's concat demuxer reads it, of whole paths.
std::string concat_list(const PictureSequence& pictures, const PictureRun& run);

}  // namespace posegrad::pose

#pragma once
#include <optional>
#include <vector>

#include "pose/video/ffmpeg.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

/// Frames of a video from which a decoder can begin, by their numbers in the order in which they are
/// shown. None where the file does not say surely which frame is which: decoding from the beginning
/// is always right.
struct SeekPoints {
  std::vector<Index> frames;  // ascending
  double first_time = 0;      // of frame 0 as the file counts, seconds
};

/// Of files and codecs whose packets are a frame each and have the time at which it is shown; a point
/// is a packet that says it is one, with nothing behind it in the file that is shown before what came
/// before it.
SeekPoints seek_points(const FfprobeAnswer& answer);

/// How a frame is come to without decoding all before it, in seconds as the file counts.
struct VideoSeek {
  double to = 0;               // where decoding begins, or at the point before it
  double from = 0, until = 0;  // the frame is the only one shown in [from, until)
};

/// By the last but one point at or before the frame: a picture that is renewed part by part is whole
/// only after one round. times: of all frames, from the first, ascending. Nothing where that saves
/// nothing.
std::optional<VideoSeek> seek_before(const SeekPoints& points, const std::vector<double>& times,
                                     Index frame);

}  // namespace posegrad::pose

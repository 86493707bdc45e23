#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pose/detections/read_options.h"
#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"
#include "tensor/dtype.h"

namespace posegrad::pose::detections {

/// Which frame of the video each frame of a file is, counted from 0.
///
///   the file has           decision
///   neither numbers nor    in their order
///     names
///   times                  times the frame rate (told, of the file, of the video, else the usual
///                          step between two); in their order where there are as many as the video
///                          has frames; from the first one where they are no times of a video
///   numbers, or names      the place of the video's picture of the same number, where the video is
///     with numbers           pictures, has one for each (of mere numbers: and none is missing)
///                            and --first-frame is not given
///                          else minus the number of the video's first frame, which is
///                            --first-frame, where it is given
///                            the format's, where it is known, unless a 0 contradicts a 1
///                            0 where some number is 0
///                            the smallest one where none is a frame of the video, but all fit in
///                              it, or it is beyond two million
///                            1 where the smallest is 1: ffmpeg numbers its pictures so, and that
///                              just the first of all frames is missing is seldom
///                            1 where the largest is the video's number of frames
///                            0 else
///                          and divided by their step where they fit into the video only so
struct FramePlaces {
  std::vector<Index> places;  // of Records::frames, each another, 0 or more
  Index frames = 0;           // from the first to the last of them
  double fps = 0;             // that the frames' times tell; 0: none
  Decision decision;
};

/// Throws DataError "SOURCE: ..." naming the place: a number that is none, below the first frame's
/// or missing where others have one; two frames of the same number, with both places; numbers that
/// span more than two million frames, or far more than the file has (3,000 and 100 for each);
/// first_frame where the file has no numbers.
FramePlaces place_frames(const Records& records, const ReadOptions& options,
                         const std::string& source);

/// Frame numbers in the names of pictures or of files beside them, folder and ending aside: the
/// last run of digits that differs from name to name ("clip_000012_keypoints.json" is 12,
/// "07_1080p" 7). Names without any digits are numbered from 0 in the order of the alphabet. Takes
/// time in proportion to the names' length. Throws DataError "SOURCE: ..." when two different names
/// have the same number, some names have one and others none, or one is beyond 18 digits.
std::vector<Index> numbers_in_names(std::span<const std::string> names, const std::string& source);

struct TimePlaces {
  std::vector<Index> places;  // frames of the video, from 0; some may be the same
  double fps = 0;             // that the times tell; 0: they do not
  Decision decision;
};

/// Frames of a file that has times in milliseconds (RawFrame::number). Throws DataError "SOURCE:
/// ..." for a time that is none, and where nothing says how long a frame lasts.
TimePlaces frames_of_times(const Records& records, const ReadOptions& options,
                           const std::string& source);

}  // namespace posegrad::pose::detections

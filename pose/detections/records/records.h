#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "tensor/dtype.h"

namespace posegrad::pose::detections {

/// A point as the file has it. What the file does not say is NaN.
struct RawPoint {
  double x, y, score;
};

/// One person in one picture.
struct RawPerson {
  std::vector<RawPoint> points;              // may be empty: a person without a body
  double score;                              // NaN: the file has none
  std::optional<std::array<double, 4>> box;  // left, top, right, bottom in the file's units
  std::optional<double> id;                  // the tracker's number
  std::string where;                         // place in the file, for messages
};

/// One picture, with all that was found in it.
struct RawFrame {
  std::optional<double> number;  // as the file has it
  std::string name;              // of a picture, where the file has names
  std::optional<VideoSize> size;
  std::vector<RawPerson> people;
  std::string where;
};

/// How the file counts its frames.
enum class FrameKeys {
  position,   // every frame is listed in order: the list's first is the video's first
  numbers,    // RawFrame::number; whether from 0 or 1 is to be found out
  from_zero,  // numbers that are known to count from 0
  from_one,
  names,        // RawFrame::name: numbers in them, or the alphabet
  milliseconds  // RawFrame::number is a time
};

enum class Units { unknown, pixels, fractions, percent };  // the latter two of the picture

/// What a file says, before anything is decided about it.
struct Records {
  std::string format;  // the tool's: "OpenPose", "COCO results"
  std::vector<RawFrame> frames;
  FrameKeys keys = FrameKeys::position;
  std::vector<std::string> names;  // of the points, in order; empty: the file has none
  std::string layout;              // a layout that the file or its format states; empty: none
  std::vector<std::string> usual;  // layouts that this format usually has, the most usual first
  bool is_of_tool = true;          // false: anybody writes this format, `usual` ones are guesses
  Units units = Units::unknown;
  std::optional<VideoSize> size;  // of all pictures
  std::optional<double> fps;
  std::vector<std::string> notes;  // what a user should know, one line each
};

}  // namespace posegrad::pose::detections

#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// Something that was decided about a file for its user.
struct Decision {
  std::string what;    // "units"
  std::string result;  // "fractions of 1280x720"
  std::string reason;  // "coordinates go from 0.02 to 0.97"
  std::string option;  // what decides otherwise: "--units"; empty: nothing does
  std::string note;    // a line for the user where the decision needs a word; else empty
};

/// Numbers as a file has them; all finite.
struct NumberRange {
  double least = 0, median = 0, most = 0;
};

/// What a file holds and what was made of it, for those who ask why a pose is wrong.
struct ReadReport {
  std::string container;            // "JSON, gzip"
  std::string format;               // the tool's: "OpenPose"
  std::string layout;               // title of the file's order of points: "BODY_25"
  std::vector<std::string> points;  // names of that order
  std::vector<Decision> decisions;  // in the order in which they were made

  Index listed_frames = 0;  // that the file has something about
  Index empty_frames = 0;   // without anybody, those included that the file leaves out
  Index people = 0;         // detections of people in all frames
  Index most_people = 0;    // in one frame
  Index absent_people = 0;  // of whom no point was found
  Index all_points = 0, found_points = 0;
  Index ids = 0;                            // different numbers of people
  bool ids_usable = true;                   // false: they do not tell people apart
  std::optional<NumberRange> scores, x, y;  // of the points that were found, in the file's units
};

}  // namespace posegrad::pose

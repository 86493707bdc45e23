#pragma once
#include <array>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "pose/formats/field.h"

namespace posegrad::pose::inspection {

/// Least and most of the finite numbers of a coordinate.
struct Extent {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  bool is_known() const { return least <= most; }
};

struct SubjectNumbers {
  std::string name;
  std::vector<std::string> actions;
  Index sequences = 0, frames = 0, cameras = 0;  // cameras: most of an action
};

/// What a data set's sequences are, whatever is wrong with them.
struct DataSetNumbers {
  std::vector<SubjectNumbers> subjects;
  Index sequences = 0, frames = 0, absent = 0;  // absent: cameras without a recording
  Index shortest = 0, longest = 0;              // frames
  std::map<Index, Index> joints, features;      // size of the axis -> sequences
  Index not_finite = 0;                         // numbers
  std::string first_not_finite;                 // its place
  Index frames_not_finite = 0;                  // frames with such numbers
  std::array<Extent, 3> extents;                // of x, y and the third number
  std::vector<std::string> broken;              // what is no sequence, one line each
};

/// positions: {subject: {action: array (frames, joints, n) or, with cameras, a list or array of
/// these}}. Throws DataError where the dicts are none.
DataSetNumbers data_set_numbers(const formats::Field& positions, bool has_cameras);

}  // namespace posegrad::pose::inspection

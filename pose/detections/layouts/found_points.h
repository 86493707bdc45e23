#pragma once
#include <string>
#include <vector>

#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

struct FoundPoint {
  double x = 0, y = 0;
  bool is_found = false;
};

/// People of a file, for looking at how their points lie.
struct FoundPeople {
  Index points = 0;  // that each person has
  std::vector<std::vector<FoundPoint>> people;
  std::vector<double> widths;  // ways to stretch x that may make pixels of fractions; 1 for pixels
};

/// At most `most` people who have four points or more, evenly from all that the file has. Not found
/// are NaN, (0, 0), (-1, -1), and score 0 where not all scores are 0. Throws DataError for a file
/// without any point and for people with different numbers of points, naming source and place.
FoundPeople found_people(const Records& records, const std::string& source, Index most);

}  // namespace posegrad::pose::detections

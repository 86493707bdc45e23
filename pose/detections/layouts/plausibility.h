#pragma once
#include <string>
#include <vector>

#include "pose/detections/layouts/layout.h"
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

/// How far people's points are from a body's under an order; 0 is a body with all limbs in the
/// plane of the picture.
///
/// Of a person: the limbs of layouts.json whose ends are found, each as long as seen, divided by
/// its length in a body. Most limbs point more or less sideways, so that the upper quartile of
/// these is the person's scale; a limb longer than that costs three times the logarithm of how
/// much, a shorter one, which may point at the camera, a third of that, both up to a limit. The
/// mean over the limbs does not depend on where the person is, how large, or which way up.
struct Fit {
  double cost = 0;            // mean over the people
  double too_long = 0;        // mean share of limbs that are half as long again as they should be
  std::vector<double> costs;  // of each person; NaN where too few limbs are found
  Index people = 0;           // whose cost is known
};
Fit body_fit(const Layout& layout, const FoundPeople& found);

}  // namespace posegrad::pose::detections

#include "pose/inspect/raw_numbers.h"

#include <cmath>
#include <set>

#include "pose/detections/meaning/missing.h"
#include "pose/detections/meaning/points.h"

namespace posegrad::pose::inspection {

RawNumbers raw_numbers(const detections::Records& records) {
  RawNumbers raw;
  raw.frames = static_cast<Index>(records.frames.size());
  std::set<Index> counts;
  std::vector<double> x, y, scores;
  detections::for_each_person(records, [&](const auto&, const detections::RawPerson& person) {
    ++raw.people;
    if (!person.points.empty()) counts.insert(static_cast<Index>(person.points.size()));
    for (const detections::RawPoint& point : person.points) {
      if (std::isfinite(point.score)) {
        scores.push_back(point.score);
        if (point.score == 0) ++raw.zero_scores;
      }
      if (!detections::is_found(point) || detections::is_usual_nowhere(point)) continue;
      x.push_back(point.x);
      y.push_back(point.y);
    }
  });
  raw.points.assign(counts.begin(), counts.end());
  raw.x = detections::range_of(x);
  raw.y = detections::range_of(y);
  raw.scores = static_cast<Index>(scores.size());
  for (const double q : kQuantiles)
    if (const auto value = detections::quantile(scores, q)) raw.score_quantiles.push_back(*value);
  return raw;
}

}  // namespace posegrad::pose::inspection

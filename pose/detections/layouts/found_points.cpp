#include "pose/detections/layouts/found_points.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr std::ptrdiff_t kFewestFound = 4;
constexpr double kLargestFraction = 2;  // points may lie outside of the picture

template <class Visit>
void for_each_person(const Records& records, const Visit& visit) {
  for (const RawFrame& frame : records.frames)
    for (const RawPerson& person : frame.people)
      if (!person.points.empty()) visit(frame, person);
}

class Finder {
 public:
  explicit Finder(const Records& records) {
    for_each_person(records, [&](const RawFrame&, const RawPerson& person) {
      has_scores_ = has_scores_ || std::ranges::any_of(person.points, [](const RawPoint& point) {
                      return point.score != 0 && !std::isnan(point.score);
                    });
    });
  }
  bool is_found(const RawPoint& point) const {
    return std::isfinite(point.x) && std::isfinite(point.y) && !(point.x == 0 && point.y == 0) &&
           !(point.x == -1 && point.y == -1) && !(has_scores_ && point.score == 0);
  }
  bool is_somebody(const RawPerson& person) const {
    return std::ranges::count_if(person.points, [&](const RawPoint& point) {
             return is_found(point);
           }) >= kFewestFound;
  }

 private:
  bool has_scores_ = false;
};

Index points_of_all(const Records& records, const std::string& source) {
  Index points = 0;
  std::string first;
  for_each_person(records, [&](const RawFrame& frame, const RawPerson& person) {
    const auto count = static_cast<Index>(person.points.size());
    const std::string& where = person.where.empty() ? frame.where : person.where;
    if (points == 0) {
      points = count;
      first = where;
    }
    if (count != points)
      throw DataError(fmt::format("{}: {}: {} points, but {} at {}; all people must have as many",
                                  source, where, count, points, first));
  });
  if (points == 0) throw DataError(fmt::format("{}: nobody has keypoints in it", source));
  return points;
}

/// Fractions of a picture of unknown shape may be of any of the usual ones.
std::vector<double> likely_widths(const Records& records, const FoundPeople& found) {
  if (records.units == Units::pixels) return {1};
  if (records.units == Units::unknown)
    for (const auto& person : found.people)
      for (const FoundPoint& point : person)
        if (point.is_found && std::max(std::abs(point.x), std::abs(point.y)) > kLargestFraction)
          return {1};
  std::optional<VideoSize> size = records.size;
  if (!size && !records.frames.empty()) size = records.frames.front().size;
  if (size && size->height > 0)
    return {static_cast<double>(size->width) / static_cast<double>(size->height)};
  return {1, 16.0 / 9, 4.0 / 3, 3.0 / 4, 9.0 / 16};
}

}  // namespace

FoundPeople found_people(const Records& records, const std::string& source, Index most) {
  FoundPeople found;
  found.points = points_of_all(records, source);
  const Finder finder(records);
  Index somebody = 0;
  for_each_person(records, [&](const RawFrame&, const RawPerson& person) {
    somebody += finder.is_somebody(person) ? 1 : 0;
  });
  const Index wanted = std::min(most, somebody);
  Index seen = 0;
  for_each_person(records, [&](const RawFrame&, const RawPerson& person) {
    if (!finder.is_somebody(person)) return;
    const auto taken = static_cast<Index>(found.people.size());
    if (taken < wanted && seen++ >= taken * somebody / wanted) {
      std::vector<FoundPoint> points;
      points.reserve(person.points.size());
      for (const RawPoint& point : person.points)
        points.push_back({point.x, point.y, finder.is_found(point)});
      found.people.push_back(std::move(points));
    }
  });
  found.widths = likely_widths(records, found);
  return found;
}

}  // namespace posegrad::pose::detections

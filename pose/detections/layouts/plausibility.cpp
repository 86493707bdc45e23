#include "pose/detections/layouts/plausibility.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "pose/detections/layouts/registry.h"
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

namespace {

constexpr double kSlack = 0.02;  // metres: joints are placed differently, and short limbs badly
constexpr double kTooLong = 3, kTooShort = 1;    // cost of a limb e times too long, too short
constexpr double kMostLong = 3, kMostShort = 1;  // and the most
constexpr double kHalfAgain = 1.5;
constexpr std::size_t kFewestLimbs = 4;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// The mean of some points.
using End = std::vector<std::size_t>;

struct LimbOfPoints {
  End from, to;
  double metres = 0;
};

/// Nothing for a joint that is not there. The middle of the hips or shoulders stands for a pelvis
/// or a thorax: the trunk is what varies least in length.
End end_of(const Layout& layout, const std::string& joint) {
  const auto found = std::ranges::find(layout.joints, joint);
  if (found != layout.joints.end())
    return {static_cast<std::size_t>(found - layout.joints.begin())};
  if (joint != "pelvis" && joint != "thorax") return {};
  const std::vector<Index> points = points_of(layout, joint);
  return points.size() == 2 ? End(points.begin(), points.end()) : End{};
}

std::vector<LimbOfPoints> limbs_of(const Layout& layout) {
  std::vector<LimbOfPoints> limbs;
  for (const Limb& limb : registry().limbs) {
    End from = end_of(layout, limb.from), to = end_of(layout, limb.to);
    const bool is_half = std::ranges::find_first_of(from, to) != from.end();  // of another limb
    if (!from.empty() && !to.empty() && !is_half)
      limbs.push_back({std::move(from), std::move(to), limb.metres + kSlack});
  }
  return limbs;
}

FoundPoint middle(const End& end, const std::vector<FoundPoint>& person) {
  FoundPoint mean{0, 0, true};
  const auto count = static_cast<double>(end.size());
  for (const std::size_t point : end) {
    mean.x += person[point].x / count;
    mean.y += person[point].y / count;
    mean.is_found = mean.is_found && person[point].is_found;
  }
  return mean;
}

struct PersonFit {
  double cost = kUnknown, too_long = 0;
};

PersonFit fit_of_person(const std::vector<LimbOfPoints>& limbs,
                        const std::vector<FoundPoint>& person, double width,
                        std::vector<double>& ratios) {
  ratios.clear();
  for (const LimbOfPoints& limb : limbs) {
    const FoundPoint from = middle(limb.from, person), to = middle(limb.to, person);
    if (from.is_found && to.is_found)
      ratios.push_back(std::hypot((from.x - to.x) * width, from.y - to.y) / limb.metres);
  }
  if (ratios.size() < kFewestLimbs) return {};
  const auto upper = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() * 3 / 4);
  std::ranges::nth_element(ratios, upper);
  const double scale = *upper;
  if (!(scale > 0)) return {};
  PersonFit fit{0, 0};
  const auto count = static_cast<double>(ratios.size());
  for (const double ratio : ratios) {
    fit.cost += (ratio > scale ? std::min(kTooLong * std::log(ratio / scale), kMostLong)
                               : std::min(-kTooShort * std::log(ratio / scale), kMostShort)) /
                count;
    fit.too_long += ratio > kHalfAgain * scale ? 1 / count : 0;
  }
  return fit;
}

Fit fit_at(const std::vector<LimbOfPoints>& limbs, const FoundPeople& found, double width) {
  Fit fit;
  std::vector<double> ratios;
  for (const auto& person : found.people) {
    const PersonFit of_person = fit_of_person(limbs, person, width, ratios);
    fit.costs.push_back(of_person.cost);
    if (std::isnan(of_person.cost)) continue;
    ++fit.people;
    fit.cost += of_person.cost;
    fit.too_long += of_person.too_long;
  }
  const auto people = static_cast<double>(fit.people);
  fit.cost = fit.people > 0 ? fit.cost / people : kUnknown;
  fit.too_long = fit.people > 0 ? fit.too_long / people : kUnknown;
  return fit;
}

}  // namespace

Fit body_fit(const Layout& layout, const FoundPeople& found) {
  const std::vector<LimbOfPoints> limbs = limbs_of(layout);
  Fit best = fit_at(limbs, found, found.widths.front());
  for (const double width : std::span(found.widths).subspan(1)) {
    Fit fit = fit_at(limbs, found, width);
    if (fit.cost < best.cost) best = std::move(fit);
  }
  return best;
}

}  // namespace posegrad::pose::detections

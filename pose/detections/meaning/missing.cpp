#include "pose/detections/meaning/missing.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/meaning/points.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// No picture is as wide.
constexpr double kFarAway = 9999;
/// Nobody's joints share a place; a mark may stand at a single joint.
constexpr std::size_t kOften = 3, kFewPoints = 4;
/// A zero place of such a score is worth a word.
constexpr double kSureScore = 0.5;

using Place = std::pair<double, double>;

bool is_origin(const RawPoint& point) { return point.x == 0 && point.y == 0; }

/// Places outside of the picture that are marks.
class Marks {
 public:
  Marks(const Records& records, std::optional<VideoSize> size) : size_(size) {
    std::vector<std::tuple<double, double, std::size_t>> outside;
    for_each_person(records, [&](const RawFrame&, const RawPerson& person) {
      for (std::size_t joint = 0; joint < person.points.size(); ++joint) {
        const RawPoint& point = person.points[joint];
        if (is_found(point) && is_outside(point)) outside.emplace_back(point.x, point.y, joint);
      }
    });
    std::ranges::sort(outside);
    for (std::size_t begin = 0; begin < outside.size();) {
      const auto [x, y, first] = outside[begin];
      std::size_t end = begin;
      while (end < outside.size() && std::get<0>(outside[end]) == x &&
             std::get<1>(outside[end]) == y)
        ++end;
      // Of a picture that stands still the same joint has the same place, but no two joints.
      const bool is_of_several = std::get<2>(outside[end - 1]) != first;
      if (end - begin >= kOften && (is_of_several || x == y)) places_.emplace_back(x, y);
      begin = end;
    }
  }

  bool contain(const RawPoint& point) const {
    return std::ranges::binary_search(places_, Place(point.x, point.y));
  }
  const std::vector<Place>& places() const { return places_; }

 private:
  bool is_outside(const RawPoint& point) const {
    if (point.x < 0 && point.y < 0) return true;
    if (point.x >= kFarAway && point.y >= kFarAway) return true;
    return size_ && point.x > static_cast<double>(size_->width) &&
           point.y > static_cast<double>(size_->height);
  }

  std::optional<VideoSize> size_;
  std::vector<Place> places_;  // sorted
};

/// How many points are missing for which reason.
struct Reasons {
  Index nowhere = 0, zero = 0, sure_zero = 0, minus_one = 0, mark = 0, score = 0, unsure = 0;
};

bool is_at_one_place(const RawPerson& person) {
  const RawPoint* first = nullptr;
  std::size_t count = 0;
  for (const RawPoint& point : person.points) {
    if (!is_found(point)) continue;
    if (first == nullptr) first = &point;
    if (point.x != first->x || point.y != first->y) return false;
    ++count;
  }
  return count >= kFewPoints;
}

std::string note_about(const Reasons& reasons, const Marks& marks) {
  std::string note;
  const auto add = [&](Index count, const std::string& where) {
    if (count > 0)
      note += fmt::format("{}{} {}", note.empty() ? "" : ", ", counted_keypoints(count), where);
  };
  add(reasons.sure_zero, "at (0, 0) with a high score");
  add(reasons.minus_one, "at (-1, -1)");
  if (!marks.places().empty())
    add(reasons.mark,
        fmt::format("at ({:.6g}, {:.6g}){}", marks.places()[0].first, marks.places()[0].second,
                    marks.places().size() > 1 ? " and other such places" : ""));
  add(reasons.score, "with the score 0 or below");
  add(reasons.unsure, "with a score below --min-score");
  if (note.empty()) return "";
  const bool of_zero = reasons.sure_zero > 0 || reasons.score > 0;
  return fmt::format("{} count as not found{}", note, of_zero ? " (--zeros-are-joints)" : "");
}

}  // namespace

bool is_missing_marker(const RawPoint& point) {
  return is_origin(point) || (point.x == -1 && point.y == -1);
}

Missing mark_missing(Records& records, const Scores& scores, const MissingOptions& options,
                     const std::string& source) {
  if (options.min_score && !scores.are_informative())
    throw DataError(fmt::format("--min-score: {}: {}", source,
                                scores.kind == ScoreKind::none ? "there are no scores in it"
                                                               : "every score in it is the same"));
  const Marks marks(records, options.size);
  Missing missing;
  Reasons reasons;
  /// The count that the point belongs to, or null where it was found.
  const auto reason_of = [&](const RawPoint& point) -> Index* {
    if (!is_found(point)) return &reasons.nowhere;
    if (is_origin(point) && !options.zeros_are_joints)
      return scores.are_informative() && scores.confidence(point.score) >= kSureScore
                 ? &reasons.sure_zero
                 : &reasons.zero;
    if (point.x == -1 && point.y == -1) return &reasons.minus_one;
    if (marks.contain(point)) return &reasons.mark;
    if (scores.means_not_found(point.score) && !(options.zeros_are_joints && point.score == 0))
      return &reasons.score;
    if (options.min_score && !(point.score >= *options.min_score)) return &reasons.unsure;
    return nullptr;
  };
  for (RawFrame& frame : records.frames) {
    for (RawPerson& person : frame.people) {
      for (RawPoint& point : person.points) {
        ++missing.points;
        if (Index* reason = reason_of(point)) {
          ++*reason;
          point.x = point.y = kNaN;
        }
      }
      if (is_at_one_place(person))
        for (RawPoint& point : person.points) point.x = point.y = kNaN;
      missing.found += std::ranges::count_if(person.points, is_found);
    }
    missing.absent_people +=
        static_cast<Index>(std::erase_if(frame.people, [](const RawPerson& person) {
          return std::ranges::none_of(person.points, is_found);
        }));
  }
  missing.decision = {
      "not found", counted_keypoints(missing.points - missing.found),
      fmt::format("{} without a place, {} at (0, 0), {} at (-1, -1), {} at other marks, {} by "
                  "their score",
                  reasons.nowhere, reasons.zero + reasons.sure_zero, reasons.minus_one,
                  reasons.mark, reasons.score + reasons.unsure),
      "--zeros-are-joints", note_about(reasons, marks)};
  return missing;
}

}  // namespace posegrad::pose::detections

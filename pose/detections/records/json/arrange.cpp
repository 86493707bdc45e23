#include "pose/detections/records/json/arrange.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr std::size_t kFewest = 3, kMany = 8;
constexpr double kStep = 0.2, kMostly = 0.8;

bool is_found(const RawPoint& point) {
  return std::isfinite(point.x) && std::isfinite(point.y) && (point.x != 0 || point.y != 0);
}

/// The larger side of the box round a person's points.
double extent_of(const RawPerson& person) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double left = kInfinity, top = kInfinity, right = -kInfinity, bottom = -kInfinity;
  for (const RawPoint& point : person.points) {
    if (!is_found(point)) continue;
    left = std::min(left, point.x);
    right = std::max(right, point.x);
    top = std::min(top, point.y);
    bottom = std::max(bottom, point.y);
  }
  return std::max(right - left, bottom - top);
}

bool is_near(const RawPerson& a, const RawPerson& b) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::min(a.points.size(), b.points.size()); ++i) {
    if (!is_found(a.points[i]) || !is_found(b.points[i])) continue;
    sum += std::hypot(a.points[i].x - b.points[i].x, a.points[i].y - b.points[i].y);
    ++count;
  }
  return count > 0 && sum / static_cast<double>(count) < kStep * extent_of(a);
}

}  // namespace

bool is_one_person_over_time(const std::vector<RawPerson>& people) {
  if (people.size() < kFewest) return false;
  std::size_t near = 0;
  for (std::size_t i = 1; i < people.size(); ++i) near += is_near(people[i - 1], people[i]) ? 1 : 0;
  const auto steps = static_cast<double>(people.size() - 1);
  return static_cast<double>(near) >= (people.size() < kMany ? 1 : kMostly) * steps;
}

void spread_over_frames(Records& records, const std::vector<std::size_t>& places,
                        std::size_t count) {
  if (!is_one_person_over_time(records.frames.front().people)) return;
  RawFrame whole = std::move(records.frames.front());
  records.notes.push_back(fmt::format(
      "a list of {} people, each of whom stands where the one before stood: taken as one "
      "person in {} frames",
      whole.people.size(), count));
  records.keys = FrameKeys::position;
  RawFrame empty;
  empty.size = whole.size;
  empty.where = whole.where;
  records.frames.assign(count, empty);
  for (std::size_t i = 0; i < whole.people.size(); ++i) {
    RawFrame& frame = records.frames[places[i]];
    frame.where = whole.people[i].where;
    frame.people.push_back(std::move(whole.people[i]));
  }
}

void swap_people_and_frames(Records& records) {
  const bool is_swapped =
      !records.frames.empty() && std::ranges::all_of(records.frames, [](const RawFrame& frame) {
        return is_one_person_over_time(frame.people) &&
               std::ranges::all_of(frame.people,
                                   [](const RawPerson& person) { return person.id.has_value(); });
      });
  if (!is_swapped || records.keys == FrameKeys::position) return;
  std::map<double, RawFrame> frames;
  double id = 0;
  for (RawFrame& outer : records.frames) {
    for (RawPerson& person : outer.people) {
      const double number = *person.id;
      RawFrame& frame = frames[number];
      frame.number = number;
      if (frame.where.empty()) frame.where = person.where;
      person.id = outer.number ? *outer.number : id;
      frame.people.push_back(std::move(person));
    }
    ++id;
  }
  records.notes.push_back(
      fmt::format("a dict of {} that each hold one person from frame to frame: taken as people",
                  records.frames.size()));
  records.frames.clear();
  for (auto& [number, frame] : frames) records.frames.push_back(std::move(frame));
  records.keys = FrameKeys::numbers;
}

void check_names(const Records& records) {
  for (const RawFrame& frame : records.frames)
    for (const RawPerson& person : frame.people)
      if (!records.names.empty() && person.points.size() != records.names.size())
        throw DataError(fmt::format("{}: {} points; the file names {}", person.where,
                                    person.points.size(), records.names.size()));
}

Units plausible_units(Units stated, const Records& records) {
  std::size_t found = 0, beyond = 0;
  for (const RawFrame& frame : records.frames) {
    for (const RawPerson& person : frame.people) {
      for (const RawPoint& point : person.points) {
        if (!is_found(point)) continue;
        ++found;
        beyond += std::abs(point.x) > 2 || std::abs(point.y) > 2 ? 1 : 0;
      }
    }
  }
  if (stated == Units::pixels && found > 0 && beyond == 0) return Units::unknown;
  if (stated == Units::fractions && 5 * beyond > found) return Units::unknown;
  return stated;
}

}  // namespace posegrad::pose::detections

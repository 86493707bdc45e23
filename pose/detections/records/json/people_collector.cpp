#include "pose/detections/records/json/people_collector.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/detections/records/json/points.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

constexpr RawPoint kAbsent{kNaN, kNaN, kNaN};

bool is_found(const RawPoint& point) { return !std::isnan(point.x) && !std::isnan(point.y); }

/// A score is between 0 and 100 or so; 0 and -1 stand for a point that was not found.
bool is_depth(double third) { return (third < 0 && third != -1) || third > 101; }

bool is_likelihood(double number) { return number >= 0 && number <= 1.0001; }

}  // namespace

void PeopleCollector::begin(RawFrame frame) {
  frames_.push_back(std::move(frame));
  at_ = frames_.size() - 1;
}

void PeopleCollector::add(const Field& points, RawPerson about, const std::optional<Field>& scores,
                          const std::optional<Field>& box) {
  const Field place = opened(points);
  if (is_nothing(place.value())) return;
  PointList list = read_points(place);
  if (list.flat.empty() && list.points.empty()) return;
  if (rules_.rows_are_yx)
    for (RawPoint& point : list.points) std::swap(point.x, point.y);
  Pending pending;
  pending.frame = at_;
  pending.person = count();
  if (scores && !is_nothing(scores->value())) pending.scores = numbers_at(*scores);
  if (list.width == 0) pending.width = 0;
  if (list.width >= 3 && !list.is_scored) pending.width = list.width;
  if (list.width == 3 && rules_.third_is_score && pending.scores.empty()) pending.width = 2;
  pending.flat = std::move(list.flat);
  pending.fourth = std::move(list.fourth);
  about.points = std::move(list.points);
  use_keys(pending, list, place);
  if (!pending.scores.empty() && list.width != 0) {
    if (pending.scores.size() != about.points.size())
      scores->fail(
          fmt::format("{} scores for {} points", pending.scores.size(), about.points.size()));
    for (std::size_t i = 0; i < about.points.size(); ++i) about.points[i].score = pending.scores[i];
    pending.width = 2;
  }
  if (box) {
    if (const auto read = read_box(*box, rules_.box)) {
      about.box = read->sides;
      if (read->is_open) open_boxes_.emplace_back(pending.frame, pending.person);
    }
  }
  frames_[at_].people.push_back(std::move(about));
  if (pending.width != 2 || pending.is_named || pending.is_numbered)
    pending_.push_back(std::move(pending));
}

void PeopleCollector::use_keys(Pending& pending, const PointList& list, const Field& place) {
  pending.is_named = !list.names.empty();
  pending.is_numbered = !list.numbers.empty();
  if (pending.is_numbered) pending.keys = list.numbers;
  for (const std::string& name : list.names) {
    const auto [found, is_new] = name_places_.emplace(name, names_.size());
    if (is_new) names_.push_back(name);
    pending.keys.push_back(found->second);
  }
  if (pending.keys.empty()) return;
  most_keys_ = std::max(most_keys_, pending.keys.size());
  // Each person gets room for all: a file must not ask for much more than it has.
  const std::size_t last = pending.is_named ? names_.size() : std::ranges::max(pending.keys);
  if (last > 32 + 8 * most_keys_)
    place.fail(fmt::format("{} different points, of which at most {} stand together",
                           pending.is_named ? last : last + 1, most_keys_));
}

std::optional<double> PeopleCollector::id_at(const Field& field) {
  const Value& value = field.value();
  if (value.is_sequence()) return value.size() == 0 ? std::nullopt : id_at(field[0]);
  if (const auto number = number_in(value)) {
    if (!std::isfinite(*number) || *number < 0) return std::nullopt;
    return number;
  }
  if (value.is_text())
    return named_ids_.emplace(value.as_text(), static_cast<double>(named_ids_.size()))
        .first->second;
  field.fail("a person's number is wanted; found " + description(value));
}

void PeopleCollector::divide_flat() {
  std::vector<const std::vector<double>*> lists;
  std::optional<std::size_t> joints;
  if (points_ > 0) joints = points_;
  for (const Pending& pending : pending_) {
    if (pending.width != 0) continue;
    lists.push_back(&pending.flat);
    if (!pending.scores.empty()) joints = pending.scores.size();
  }
  if (lists.empty()) return;
  const int width = rules_.flat_triples ? 3 : flat_width(lists, joints, source_);
  const auto step = static_cast<std::size_t>(width);
  for (Pending& pending : pending_) {
    if (pending.width != 0) continue;
    RawPerson& person = person_of(pending);
    const std::vector<double> flat = std::exchange(pending.flat, {});
    if (flat.size() % step != 0)
      throw DataError(fmt::format("{}: {} numbers; x, y and score of each point are wanted",
                                  person.where, flat.size()));
    const std::size_t count = flat.size() / step;
    if (!pending.scores.empty() && pending.scores.size() != count)
      throw DataError(
          fmt::format("{}: {} scores for {} points", person.where, pending.scores.size(), count));
    for (std::size_t i = 0; i < count; ++i) {
      const double* numbers = &flat[i * step];
      person.points.push_back({numbers[0], numbers[1], width > 2 ? numbers[2] : kNaN});
      if (width == 4) pending.fourth.push_back(numbers[3]);
      if (!pending.scores.empty()) person.points.back().score = pending.scores[i];
    }
    pending.width = !pending.scores.empty() || (width == 3 && rules_.third_is_score) ? 2 : width;
  }
}

void PeopleCollector::settle_thirds(Records& records) {
  std::size_t found = 0, depths = 0, fourths = 0, likely_thirds = 0, likely_fourths = 0;
  for (const Pending& pending : pending_) {
    if (pending.width < 3) continue;
    const std::vector<RawPoint>& points = person_of(pending).points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (!is_found(points[i])) continue;
      ++found;
      depths += is_depth(points[i].score) ? 1 : 0;
      likely_thirds += is_likelihood(points[i].score) ? 1 : 0;
      fourths += pending.width == 4 ? 1 : 0;
      likely_fourths += pending.width == 4 && is_likelihood(pending.fourth[i]) ? 1 : 0;
    }
  }
  if (found == 0) return;
  const auto most = [](std::size_t part, std::size_t all) { return 50 * part >= 49 * all; };
  const bool is_fourth = fourths > 0 && most(likely_fourths, fourths);
  const bool is_third =
      fourths == 0 ? !(50 * depths > found) : !is_fourth && most(likely_thirds, found);
  if (!is_fourth && !is_third)
    records.notes.emplace_back(
        "the numbers after x and y of each point are no scores (a depth, say) and left out");
  for (Pending& pending : pending_) {
    if (pending.width < 3) continue;
    std::vector<RawPoint>& points = person_of(pending).points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (pending.width == 4 && is_fourth)
        points[i].score = pending.fourth[i];
      else if (!is_third)
        points[i].score = kNaN;
    }
  }
}

void PeopleCollector::settle_keys(Records& records) {
  const auto is_counted_from_one = [](const Pending& pending) {
    return std::ranges::min(pending.keys) == 1 &&
           std::ranges::max(pending.keys) == pending.keys.size();
  };
  bool is_any_named = false, is_any_numbered = false, is_from_one = true;
  std::size_t count = names_.size();
  for (const Pending& pending : pending_) {
    is_any_named = is_any_named || pending.is_named;
    is_any_numbered = is_any_numbered || pending.is_numbered;
    if (!pending.is_numbered) continue;
    is_from_one = is_from_one && is_counted_from_one(pending);
    count = std::max(count, std::ranges::max(pending.keys) + 1);
  }
  if (is_any_named && is_any_numbered)
    throw DataError(fmt::format("{}: some people have names of points, others numbers", source_));
  if (is_any_numbered && is_from_one) --count;
  for (const Pending& pending : pending_) {
    if (pending.keys.empty()) continue;
    RawPerson& person = person_of(pending);
    std::vector<RawPoint> points(count, kAbsent);
    for (std::size_t i = 0; i < pending.keys.size(); ++i)
      points[pending.keys[i] - (is_any_numbered && is_from_one ? 1 : 0)] = person.points[i];
    person.points = std::move(points);
  }
  if (is_any_named) records.names = names_;
}

void PeopleCollector::settle_boxes() {
  if (rules_.box == BoxForm::corners && std::ranges::none_of(open_boxes_, [&](const auto& at) {
        return has_negative_size(*frames_[at.first].people[at.second].box);
      }))
    return;
  BoxVotes votes;
  for (const auto& [frame, person] : open_boxes_) {
    const BoxVotes one = votes_of(frames_[frame].people[person]);
    votes.corners += one.corners;
    votes.corner_and_size += one.corner_and_size;
  }
  // Read as a corner and a size, corners make a larger box that holds the points as well.
  const bool are_corners = votes.corners > 0 && 10 * votes.corners >= 9 * votes.corner_and_size;
  for (const auto& [frame, person] : open_boxes_) {
    auto& box = frames_[frame].people[person].box;
    if (!are_corners) box = corners_of(*box);
    const bool is_box =
        votes.corner_and_size > 0 && (*box)[0] <= (*box)[2] && (*box)[1] <= (*box)[3];
    if (!is_box) box.reset();
  }
}

void PeopleCollector::check_counts() const {
  std::size_t count = 0;
  for (const RawFrame& frame : frames_) {
    for (const RawPerson& person : frame.people) {
      if (count == 0) count = person.points.size();
      if (person.points.size() != count)
        throw DataError(fmt::format("{}: {} points; the people before have {}", person.where,
                                    person.points.size(), count));
    }
  }
}

Records PeopleCollector::finish(Records records) {
  divide_flat();
  settle_thirds(records);
  settle_keys(records);
  settle_boxes();
  check_counts();
  records.frames = std::move(frames_);
  return records;
}

}  // namespace posegrad::pose::detections

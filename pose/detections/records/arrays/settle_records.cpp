#include "pose/detections/records/arrays/settle_records.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "pose/detections/records/arrays/keypoint_axes.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::arrays {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class Visit>
void for_each_person(Records& records, Visit visit) {
  for (RawFrame& frame : records.frames)
    for (RawPerson& person : frame.people) visit(person);
}

/// (0, 0) and (-1, -1) are how tools write it, whatever the third number is.
bool is_found(const RawPoint& point) {
  const bool is_mark = point.x == point.y && (point.x == 0 || point.x == -1);
  return std::isfinite(point.x) && std::isfinite(point.y) && !is_mark;
}

struct Middle {
  double x = 0, y = 0;
  Index count = 0;
};

Middle middle_of(const RawPerson& person) {
  Middle middle;
  for (const RawPoint& point : person.points) {
    if (!is_found(point)) continue;
    middle.x += point.x;
    middle.y += point.y;
    ++middle.count;
  }
  if (middle.count > 0) {
    middle.x /= static_cast<double>(middle.count);
    middle.y /= static_cast<double>(middle.count);
  }
  return middle;
}

bool holds(const std::array<double, 4>& box, const Middle& middle) {
  return middle.x >= box[0] && middle.x <= box[2] && middle.y >= box[1] && middle.y <= box[3];
}

std::array<double, 4> by_size(const std::array<double, 4>& box) {
  return {box[0], box[1], box[0] + box[2], box[1] + box[3]};
}

}  // namespace

void settle_boxes(Records& records) {
  Index boxes = 0, corners = 0, sizes = 0;
  for_each_person(records, [&](RawPerson& person) {
    if (!person.box) return;
    const Middle middle = middle_of(person);
    if (middle.count == 0) return;
    ++boxes;
    corners += holds(*person.box, middle) ? 1 : 0;
    sizes += holds(by_size(*person.box), middle) ? 1 : 0;
  });
  if (2 * std::max(corners, sizes) < boxes || (boxes == 0 && sizes == 0)) {
    for_each_person(records, [](RawPerson& person) { person.box.reset(); });
    if (boxes > 0)
      records.notes.emplace_back("the boxes lie elsewhere than the joints and are left out");
    return;
  }
  // By size a box always reaches at least as far, so that it must hold more to be believed.
  if (sizes > corners)
    for_each_person(records, [](RawPerson& person) {
      if (person.box) person.box = by_size(*person.box);
    });
}

void settle_third_numbers(Records& records, const std::string& source) {
  constexpr double kLargestScore = 2;
  Index found = 0, below = 0, above = 0;
  for_each_person(records, [&](RawPerson& person) {
    for (const RawPoint& point : person.points) {
      if (!is_found(point) || std::isnan(point.score)) continue;
      ++found;
      below += point.score < 0 ? 1 : 0;
      above += point.score > kLargestScore ? 1 : 0;
    }
  });
  // Peaks of heatmaps may be a little below 0, but rarely.
  const bool is_depth = 50 * below > found;
  if (is_depth || 2 * above > found) require_positions_in_pictures(records, source);
  if (!is_depth) return;
  for_each_person(records, [](RawPerson& person) {
    for (RawPoint& point : person.points) point.score = kNaN;
  });
  records.notes.emplace_back(
      "the third number of a joint is negative in places: a depth, not a score; it is left out");
}

void require_positions_in_pictures(const Records& records, const std::string& source) {
  Index found = 0, outside = 0;
  for (const RawFrame& frame : records.frames)
    for (const RawPerson& person : frame.people)
      for (const RawPoint& point : person.points) {
        found += is_found(point) ? 1 : 0;
        outside += is_found(point) && (point.x < 0 || point.y < 0) ? 1 : 0;
      }
  if (5 * outside > found)
    throw DataError(fmt::format(
        "{}: x or y of {} of {} points is negative, and there is a third coordinate: these are "
        "positions in space; wanted are those in the pictures that a 2D detector finds",
        source, outside, found));
}

void leave_out_absent_people(Records& records) {
  const auto is_absent = [](const RawPerson& person) {
    return std::ranges::all_of(person.points, [](const RawPoint& point) {
      return std::isnan(point.x) || std::isnan(point.y) || (point.x == 0 && point.y == 0);
    });
  };
  for (RawFrame& frame : records.frames) std::erase_if(frame.people, is_absent);
}

namespace {

[[noreturn]] void fail_video(const Document& document, const std::string& found) {
  throw DataError(
      fmt::format("{}: {} in a file of a folder; wanted is one picture a file, or the name of the "
                  "one file with all frames",
                  document.path, found));
}

/// People of one picture lie apart; poses that follow each other closely are a video's.
void require_one_picture(const Document& document, const Records& picture) {
  constexpr double kSmooth = 0.3;
  constexpr std::size_t kFewestFrames = 4;
  if (picture.keys != FrameKeys::position && picture.frames.size() > 1)
    fail_video(document, fmt::format("{} frames", picture.frames.size()));
  std::vector<double> numbers;
  std::size_t joints = 0, frames = 0;
  for (const RawFrame& frame : picture.frames) {
    if (frame.people.size() != 1) return;
    const std::vector<RawPoint>& points = frame.people.front().points;
    if (frames++ == 0) joints = points.size();
    if (points.size() != joints) return;
    for (const RawPoint& point : points) numbers.insert(numbers.end(), {point.x, point.y});
  }
  if (frames < kFewestFrames) return;
  const NumberBlock block({static_cast<Index>(frames), 1, static_cast<Index>(joints), 2},
                          std::move(numbers));
  const auto restless = joint_step_ratio(block);
  if (restless && *restless < kSmooth)
    fail_video(document, fmt::format("{} poses that follow each other", frames));
}

}  // namespace

void add_picture(const Document& document, Records picture, bool is_first, Records& records) {
  if (!is_first && picture.names != records.names)
    throw DataError(
        fmt::format("{}: other names of joints than in the files before", document.path));
  require_one_picture(document, picture);
  RawFrame frame;
  frame.name = document.name;
  frame.where = document.name;
  frame.size = picture.size;
  for (RawFrame& part : picture.frames) {
    for (RawPerson& person : part.people) {
      person.where = fmt::format("{}: person {}", document.name, frame.people.size());
      frame.people.push_back(std::move(person));
    }
  }
  if (is_first) {
    records.names = std::move(picture.names);
    records.layout = std::move(picture.layout);
    records.usual = std::move(picture.usual);
    records.units = picture.units;
    records.notes = std::move(picture.notes);
  }
  records.keys = FrameKeys::names;
  records.frames.push_back(std::move(frame));
}

}  // namespace posegrad::pose::detections::arrays

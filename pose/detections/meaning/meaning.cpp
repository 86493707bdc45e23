#include "pose/detections/meaning/meaning.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "pose/detections/meaning/axes.h"
#include "pose/detections/meaning/frame_numbers.h"
#include "pose/detections/meaning/ids.h"
#include "pose/detections/meaning/joints.h"
#include "pose/detections/meaning/missing.h"
#include "pose/detections/meaning/picture_size.h"
#include "pose/detections/meaning/points.h"
#include "pose/detections/meaning/units.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

/// No picture is as large; beyond it single precision loses parts of a pixel.
constexpr double kFarthest = 1e6;
constexpr double kLargestScore = 1e9;

void check_counts(const Records& records, const std::string& source) {
  const auto named = static_cast<Index>(records.names.size());
  Index wanted = named;
  for_each_person(records, [&](const RawFrame&, const RawPerson& person) {
    const auto count = static_cast<Index>(person.points.size());
    if (count == 0) return;
    if (wanted == 0) wanted = count;
    if (count != wanted)
      throw DataError(fmt::format("{}: {} joints; {} {}", place_in(source, person.where), count,
                                  named > 0 ? "the file names" : "the people before have", wanted));
  });
}

void check_numbers(const Records& records, const std::string& source) {
  for_each_person(records, [&](const RawFrame&, const RawPerson& person) {
    const auto check = [&](double number, double most, const std::string& what) {
      if (!(std::abs(number) <= most))
        throw DataError(fmt::format("{}: {} is {}; a number of at most {} is wanted",
                                    place_in(source, person.where), what, number, most));
    };
    for (std::size_t joint = 0; joint < person.points.size(); ++joint) {
      const RawPoint& point = person.points[joint];
      if (!is_found(point)) continue;
      const std::string name = joint < records.names.size() && !records.names[joint].empty()
                                   ? records.names[joint]
                                   : fmt::format("point {}", joint);
      check(point.x, kFarthest, name + ": x");
      check(point.y, kFarthest, name + ": y");
      if (!std::isnan(point.score)) check(point.score, kLargestScore, name + ": the score");
    }
    if (!std::isnan(person.score)) check(person.score, kLargestScore, "the score");
    if (!person.box) return;
    for (const double side : *person.box)
      if (std::isfinite(side)) check(side, kFarthest, "a side of the box");
  });
}

/// Boxes that are none are left out: people are told by their points.
void leave_out_boxes(Records& records) {
  Index count = 0;
  for_each_person(records, [&](RawFrame&, RawPerson& person) {
    if (!person.box) return;
    const std::array<double, 4>& box = *person.box;
    if (box[0] <= box[2] && box[1] <= box[3] && std::isfinite(box[0] + box[1] + box[2] + box[3]))
      return;
    person.box.reset();
    ++count;
  });
  if (count > 0)
    records.notes.push_back(
        fmt::format("{} of a negative size left out", counted(count, "box", "boxes")));
}

Decision layout_decision(const Recognised& recognised, const JointMap& map) {
  return {
      "layout", recognised.layout.title,
      fmt::format("{} points, taken as joints of {}", recognised.layout.count(), map.target->name),
      "--layout", recognised.note};
}

/// Puts people into frames; fills in what the report counts.
void fill_frames(Detections& made, const CleanRecords& clean, const FramePlaces& frames,
                 const Ids& ids, const JointMap& map) {
  if (!frames.places.empty()) made.first_frame = std::ranges::min(frames.places);
  made.frames.resize(static_cast<std::size_t>(frames.frames));
  for (std::size_t i = 0; i < frames.places.size(); ++i) {
    std::vector<DetectedPerson>& people =
        made.frames[static_cast<std::size_t>(frames.places[i] - made.first_frame)].people;
    for (const RawPerson& person : clean.records.frames[i].people)
      people.push_back(person_of(person, map, clean.scores, ids.usable));
    // Somebody of whom only joints were found that the target lacks.
    std::erase_if(people, [](const DetectedPerson& person) {
      return std::ranges::all_of(person.keypoints,
                                 [](const DetectedKeypoint& k) { return std::isnan(k.x); });
    });
  }
  ReadReport& report = made.report;
  report.listed_frames = static_cast<Index>(frames.places.size());
  for (const DetectedFrame& frame : made.frames) {
    const auto count = static_cast<Index>(frame.people.size());
    report.people += count;
    report.most_people = std::max(report.most_people, count);
    if (count == 0) ++report.empty_frames;
  }
}

/// The size of the video's pictures as they are shown.
std::optional<VideoSize> shown_size(const CleanRecords& clean, const ReadOptions& options) {
  if (options.size) return options.size;
  if (options.video) return options.video->size;
  const bool is_quarter = options.turned.value_or(0) % 180 != 0;
  return clean.stated && is_quarter ? turned_size(*clean.stated) : clean.stated;
}

/// Where the detector saw the pictures turned, points are turned back.
void undo_turn(Detections& made, const CleanRecords& clean, const ReadOptions& options,
               const std::string& source) {
  const std::optional<VideoSize> shown = shown_size(clean, options);
  const Turned turned = decide_turned(
      made,
      {.told = options.turned,
       .stated = clean.stated,
       .shown = shown,
       .rotation = options.video ? options.video->rotation : 0,
       .fractions = clean.scaled_with && shown && same_size(*clean.scaled_with, *shown)},
      source);
  if (turned.degrees != 0 && shown && turned.seen)
    turn_back(made, turned.degrees, *turned.seen, *shown);
  made.size = clean.stated ? clean.stated : options.size ? options.size : clean.scaled_with;
  if (turned.degrees != 0) made.size = shown;
  made.report.decisions.push_back(turned.decision);
  const char* says = options.size    ? "--size says"
                     : options.video ? "the video has"
                                     : "the file says";
  made.report.decisions.push_back(
      decide_outside(made, shown ? std::optional(SaidSize{*shown, says}) : std::nullopt, source));
}

}  // namespace

CleanRecords clean(Records records, const ReadOptions& options, const std::string& source) {
  CleanRecords made;
  check_counts(records, source);
  made.stated = stated_size(records, options.size, source);
  std::optional<VideoSize> size = options.size ? options.size : made.stated;
  if (!size && options.video) size = options.video->size;
  made.scores = decide_scores(records);
  Missing missing = mark_missing(
      records, made.scores,
      {.zeros_are_joints = options.zeros_are_joints, .min_score = options.min_score, .size = size},
      source);
  if (missing.found == 0)
    throw DataError(fmt::format("{}: nobody was found in any of {} frames ({})", source,
                                records.frames.size(), records.format));
  if (options.axes == PointAxes::yx) swap_axes(records);
  UnitsFound units = decide_units(records, {.told = options.units, .size = size}, source);
  if (units.units != Units::pixels && size) {
    to_pixels(records, *size, units.units == Units::percent ? 100 : 1);
    made.scaled_with = size;
  }
  if (options.axes == PointAxes::y_up) count_from_top(records, size, source);
  check_numbers(records, source);
  leave_out_boxes(records);
  ReadReport& report = made.report;
  report.format = records.format;
  report.points = records.names;
  report.absent_people = missing.absent_people;
  report.all_points = missing.points;
  report.found_points = missing.found;
  report.scores = made.scores.range;
  report.x = units.x;
  report.y = units.y;
  report.decisions = {std::move(units.decision), axes_decision(options.axes),
                      std::move(missing.decision), made.scores.decision};
  made.records = std::move(records);
  return made;
}

Detections to_detections(CleanRecords clean, const Recognised& recognised, const JointMap& map,
                         const ReadOptions& options, const std::string& source) {
  Detections made;
  made.source = source;
  made.format = fmt::format("{}, {}", clean.records.format, recognised.layout.title);
  made.layout = map.target;
  made.fps = clean.records.fps;
  made.report = std::move(clean.report);
  made.report.layout = recognised.layout.title;
  if (made.report.points.empty()) made.report.points = recognised.layout.joints;
  FramePlaces frames = place_frames(clean.records, options, source);
  if (!made.fps && frames.fps > 0) made.fps = frames.fps;
  Ids ids = decide_ids(clean.records, options.detector_tracks);
  made.report.ids = ids.different;
  made.report.ids_usable = ids.usable;
  fill_frames(made, clean, frames, ids, map);
  made.notes = std::move(clean.records.notes);
  clean.records.frames.clear();
  if (made.report.people == 0)
    throw DataError(fmt::format("{}: nobody was found in any of {} frames ({})", source,
                                std::max<Index>(frames.frames, made.report.listed_frames),
                                clean.records.format));
  std::vector<Decision>& decisions = made.report.decisions;
  decisions.insert(decisions.begin(), layout_decision(recognised, map));
  decisions.push_back(std::move(frames.decision));
  decisions.push_back(std::move(ids.decision));
  undo_turn(made, clean, options, source);
  for (const Decision& decision : decisions)
    if (!decision.note.empty()) made.notes.push_back(decision.note);
  return made;
}

}  // namespace posegrad::pose::detections

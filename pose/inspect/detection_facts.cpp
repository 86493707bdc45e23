#include "pose/inspect/detection_facts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/detections/meaning/picture_size.h"
#include "pose/inspect/layout_facts.h"
#include "pose/inspect/measure.h"

namespace posegrad::pose::inspection {
namespace {

constexpr std::size_t kShown = 5;

double share(Index part, Index all) {
  return all == 0 ? std::nan("") : static_cast<double>(part) / static_cast<double>(all);
}

std::string text_of(const std::optional<NumberRange>& range, const char* unit = "") {
  if (!range) return "not known";
  return fmt::format("{:.5g} to {:.5g}, median {:.5g}{}", range->least, range->most, range->median,
                     unit);
}

Json json_of(const std::optional<NumberRange>& range) {
  if (!range) return nullptr;
  return {{"least", range->least}, {"median", range->median}, {"most", range->most}};
}

void add_range(Section& section, const char* name, const std::optional<NumberRange>& range,
               const char* unit = "") {
  section.add(name, json_of(range), text_of(range, unit));
}

void add_scores(const RawNumbers& raw, Section& scores) {
  if (raw.scores == 0) {
    scores.add("quantiles", nullptr, "the file has none");
    return;
  }
  Json json = Json::object();
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < raw.score_quantiles.size(); ++i) {
    const auto percent = static_cast<int>(std::lround(100 * kQuantiles[i]));
    json[fmt::format("{}", percent)] = raw.score_quantiles[i];
    texts.push_back(fmt::format("{:.3g} ({}%)", raw.score_quantiles[i], percent));
  }
  scores.add("quantiles", json, list_text(texts, texts.size()));
  const double zeros = share(raw.zero_scores, raw.scores);
  scores.add("share of zero", zeros, percent_text(zeros));
}

Json json_of(const std::vector<EmptyFrames>& gaps) {
  Json list = Json::array();
  for (const auto& [first, frames] : gaps) list.push_back({{"first", first}, {"frames", frames}});
  return list;
}

std::string text_of(const std::vector<EmptyFrames>& gaps) {
  std::vector<std::string> texts;
  for (const auto& [first, frames] : gaps)
    texts.push_back(frames == 1 ? fmt::format("{}", first)
                                : fmt::format("{} to {}", first, first + frames - 1));
  return list_text(texts, kShown);
}

}  // namespace

std::string frames_text(const std::vector<Index>& frames) {
  std::vector<EmptyFrames> runs;
  for (const Index frame : frames) {
    if (runs.empty() || runs.back().first + runs.back().frames != frame) runs.push_back({frame, 0});
    ++runs.back().frames;
  }
  return text_of(runs);
}

void add_raw_facts(const detections::Records& records, Report& report) {
  const RawNumbers raw = raw_numbers(records);
  report.section("content").add("format", records.format);
  report.section("layout").add(
      "points", raw.points.size() == 1 ? Json(raw.points.front()) : Json(raw.points));
  report.section("layout").add("names in the file",
                               records.names.empty() ? Json() : Json(records.names),
                               records.names.empty() ? "none" : "");
  report.section("frames").add("listed", raw.frames);
  report.section("people").add("listed", raw.people);
  add_scores(raw, report.section("scores"));
  add_range(report.section("units"), "x in the file", raw.x);
  add_range(report.section("units"), "y in the file", raw.y);
}

PictureSource picture_source(const detections::CleanRecords& cleaned, const ReadOptions& options) {
  if (options.size) return "--size";
  if (cleaned.stated) return "the file";
  return options.video ? "the video" : "";
}

void add_people_facts(const Detections& detections, const PeopleNumbers& people, Report& report) {
  const ReadReport& read = detections.report;
  const auto count = static_cast<Index>(detections.frames.size());
  Section& frames = report.section("frames");
  frames.add("first", detections.first_frame,
             fmt::format("{} (of the video, from 0)", detections.first_frame));
  frames.add("last", detections.first_frame + count - 1);
  frames.add("fps", detections.fps ? Json(*detections.fps) : Json());
  frames.add("without anybody", read.empty_frames);
  frames.add("gaps", json_of(people.gaps), text_of(people.gaps));

  Section& who = report.section("people");
  who.add("detections", people.people);
  add_range(who, "in a frame", people.in_a_frame);
  who.add("absent", read.absent_people,
          fmt::format("{} of whom no point was found", read.absent_people));

  Section& ids = report.section("ids");
  ids.add("different", read.ids);
  ids.add("tell people apart", read.ids > 0 && read.ids_usable);

  Section& sizes = report.section("size");
  add_range(sizes, "of people", people.sizes, " pixels");
  const double small = share(people.small, people.people);
  sizes.add("share below 40 pixels", small, percent_text(small));
}

void add_picture_facts(const Detections& detections, const PictureSource& said,
                       const std::optional<VideoInfo>& video, Report& report) {
  Section& picture = report.section("picture");
  if (detections.size)
    picture.add("size", {{"width", detections.size->width}, {"height", detections.size->height}},
                detections::size_text(*detections.size));
  else
    picture.add("size", nullptr);
  picture.add("said by", said.empty() ? Json() : Json(said), said.empty() ? "nobody" : "");
  if (video)
    picture.add("video",
                {{"width", video->width},
                 {"height", video->height},
                 {"frames", video->frames},
                 {"fps", video->fps},
                 {"rotation", video->rotation}},
                fmt::format("{}x{}, {} frames, {:.6g} a second{}", video->width, video->height,
                            video->frames, video->fps,
                            video->rotation == 0
                                ? ""
                                : fmt::format(", filmed turned by {} degrees", video->rotation)));
  if (!detections.size) return;
  const OutsideNumbers outside = measure_outside(detections, *detections.size);
  picture.add("points outside",
              {{"left", outside.left},
               {"right", outside.right},
               {"above", outside.above},
               {"below", outside.below}},
              fmt::format("{} left, {} right, {} above, {} below", outside.left, outside.right,
                          outside.above, outside.below));
}

void add_point_facts(const Detections& detections, const detections::Layout& layout,
                     const PeopleNumbers& people, Report& report) {
  Section& points = report.section("points");
  const std::vector<std::string>& joints = detections.layout->joints;
  Index missing = 0;
  Json list = Json::array();
  std::vector<std::pair<double, std::string>> worst;
  for (std::size_t j = 0; j < joints.size(); ++j) {
    const double part = share(people.missing[j], people.people);
    missing += people.missing[j];
    list.push_back({{"joint", joints[j]}, {"missing", part}});
    if (part > 0 && is_named(layout, static_cast<Index>(j))) worst.emplace_back(part, joints[j]);
  }
  const double all = share(missing, people.people * static_cast<Index>(joints.size()));
  points.add("missing", all, percent_text(all));
  std::ranges::stable_sort(worst, std::greater<>(), &std::pair<double, std::string>::first);
  std::vector<std::string> texts;
  for (const auto& [part, joint] : worst)
    texts.push_back(fmt::format("{} {}", joint, percent_text(part)));
  points.add("missing by joint", list, list_text(texts, kShown));
}

void add_motion_facts(const Detections& detections, const MotionNumbers& motion, Report& report) {
  Section& section = report.section("motion");
  section.add("jumps at", motion.jumps, frames_text(motion.jumps));
  Json joints = Json::object();
  std::vector<std::pair<Index, std::string>> worst;
  for (std::size_t j = 0; j < motion.joint_jumps.size(); ++j) {
    if (motion.joint_jumps[j] == 0) continue;
    joints[detections.layout->joints[j]] = motion.joint_jumps[j];
    worst.emplace_back(motion.joint_jumps[j], detections.layout->joints[j]);
  }
  std::ranges::stable_sort(worst, std::greater<>(), &std::pair<Index, std::string>::first);
  std::vector<std::string> texts;
  for (const auto& [times, joint] : worst) texts.push_back(fmt::format("{} {}", joint, times));
  section.add("single joints jump", joints, list_text(texts, kShown));
  section.add("arms change sides at", motion.arm_swaps, frames_text(motion.arm_swaps));
  section.add("legs change sides at", motion.leg_swaps, frames_text(motion.leg_swaps));
  section.add("repeated frames", motion.repeated);
}

void add_decisions(const Detections& detections, Report& report) {
  Section& section = report.section("decisions");
  for (const Decision& decision : detections.report.decisions) {
    std::string text = decision.result;
    if (!decision.reason.empty()) text += ": " + decision.reason;
    if (!decision.option.empty()) text += fmt::format(" ({})", decision.option);
    section.add(
        decision.what,
        {{"result", decision.result}, {"reason", decision.reason}, {"option", decision.option}},
        text);
  }
}

}  // namespace posegrad::pose::inspection

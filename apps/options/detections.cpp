#include "apps/options/detections.h"

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "apps/options/nearest.h"
#include "apps/options/values.h"
#include "pose/detections/layouts/layout.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

std::optional<Index> number_option(const char* option, const std::string& text, Index least) {
  if (text.empty()) return {};
  const Index number = parse_integer(option, text);
  if (number < least)
    throw UsageError(fmt::format("{}: found {}, expected at least {}", option, number, least));
  return number;
}

std::optional<Index> turned_option(const std::string& text) {
  if (text.empty()) return {};
  const Index degrees = parse_integer("--turned", text);
  if (degrees != 0 && degrees != 90 && degrees != 180 && degrees != 270)
    throw UsageError(fmt::format("--turned: found {}, expected 0, 90, 180 or 270", degrees));
  return degrees;
}

std::optional<double> score_option(const std::string& text) {
  if (text.empty()) return {};
  const double score = parse_number("--min-score", text);
  if (!std::isfinite(score))
    throw UsageError(fmt::format("--min-score: found '{}', expected a number", text));
  return score;
}

std::optional<pose::detections::Units> units_option(const std::string& text) {
  if (text == "auto") return {};
  if (text == "pixels") return pose::detections::Units::pixels;
  if (text == "fractions") return pose::detections::Units::fractions;
  if (text == "percent") return pose::detections::Units::percent;
  throw UsageError(
      fmt::format("--units: found '{}', expected pixels, fractions, percent or auto", text));
}

std::optional<pose::PointAxes> axes_option(const std::string& text) {
  if (text.empty()) return {};
  if (text == "xy") return pose::PointAxes::xy;
  if (text == "yx") return pose::PointAxes::yx;
  if (text == "y-up") return pose::PointAxes::y_up;
  throw UsageError(fmt::format("--axes: found '{}', expected xy, yx or y-up", text));
}

// A user's own is a file.
void check_layout(const std::string& layout) {
  if (layout.empty() || layout.ends_with(".json") || layout.find('/') != std::string::npos ||
      pose::detections::find_layout(layout) != nullptr)
    return;
  std::vector<std::string> names;
  std::string all;
  for (const pose::detections::Layout& known : pose::detections::layouts()) {
    names.push_back(known.name);
    all += (all.empty() ? "" : ", ") + known.name;
  }
  throw UsageError(fmt::format("--layout: found '{}', expected a file FILE.json or one of {}{}",
                               layout, all, did_you_mean(layout, names)));
}

}  // namespace

OptionGroup detection_group(DetectionOptions& o) {
  OptionGroup group{"What the detections are, where posegrad should not find it out"};
  group
      .add_ours("--layout", &o.layout, "NAME|FILE.json",
                "which joints their points are, in order: coco, body_25, halpe_26, h36m, ... or a "
                "file of your own")
      .default_text = "by names, else by the points' number and places";
  group.add_ours("--units", &o.units, "pixels|fractions|percent|auto", "of their coordinates");
  group
      .add_ours("--axes", &o.axes, "xy|yx|y-up",
                "y comes first (yx), or is counted upwards from the picture's bottom edge (y-up)")
      .default_text = "xy, y downwards";
  group.add_ours("--size", &o.size, "WxH", "width and height of the video's pictures in pixels")
      .default_text = "the detections', else the video's";
  group
      .add_ours("--first-frame", &o.first_frame, "N",
                "the number that the first picture of the video has in them")
      .default_text = "0 or 1, by the numbers";
  group
      .add_ours("--turned", &o.turned, "0|90|180|270",
                "the detector saw the pictures turned by so many degrees clockwise")
      .default_text = "by where the points lie";
  group
      .add_ours("--min-score", &o.min_score, "X",
                "keypoints of a lower score, as the file has it, were not found")
      .default_text = "none";
  group.add_our_flag("--zeros-are-joints", {&o.zeros_are_joints},
                     "a keypoint at (0, 0) or of the score 0 is one as any other");
  group.add_ours("--subject", &o.subject, "NAME", "of a data set or another file of several")
      .default_text = "the only one";
  group.add_ours("--action", &o.action, "NAME", "of a data set").default_text = "the only one";
  group.add_ours("--camera", &o.camera, "N", "of a data set, from 0").default_text = "the first";
  group.add_our_flag("--detector-tracks", {&o.detector_tracks},
                     "follow people by the detector's own numbers");
  return group;
}

std::optional<pose::VideoSize> video_size_option(const std::string& option,
                                                 const std::string& text) {
  if (text.empty()) return {};
  const std::optional<pose::VideoSize> size = pose::parse_video_size(text);
  if (!size)
    throw UsageError(
        fmt::format("{}: found '{}', expected WIDTHxHEIGHT as in 1280x720", option, text));
  return size;
}

pose::ReadOptions read_options(const DetectionOptions& options) {
  check_layout(options.layout);
  pose::ReadOptions reading;
  reading.layout = options.layout;
  reading.units = units_option(options.units);
  reading.axes = axes_option(options.axes);
  reading.first_frame = number_option("--first-frame", options.first_frame, 0);
  reading.turned = turned_option(options.turned);
  reading.min_score = score_option(options.min_score);
  reading.zeros_are_joints = options.zeros_are_joints;
  reading.subject = options.subject;
  reading.action = options.action;
  reading.camera = number_option("--camera", options.camera, 0);
  reading.size = video_size_option("--size", options.size);
  reading.detector_tracks = options.detector_tracks;
  return reading;
}

}  // namespace posegrad::apps

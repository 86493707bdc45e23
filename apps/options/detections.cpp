#include "apps/options/detections.h"

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "apps/options/nearest.h"
#include "apps/options/typed.h"
#include "apps/options/values.h"
#include "apps/usage_error.h"
#include "pose/detections/layouts/layout.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

Typed quarter_turn(std::optional<Index>* degrees) {
  const auto read = [degrees](std::string_view option, std::string_view text) {
    *degrees = std::nullopt;
    if (text.empty()) return;
    *degrees = parse_integer(option, text);
    if (*degrees != 0 && *degrees != 90 && *degrees != 180 && *degrees != 270)
      throw UsageError(fmt::format("{}: found {}, expected 0, 90, 180 or 270", option, **degrees));
  };
  return {degrees, read, [] { return std::string("none"); }};
}

Typed finite_number(std::optional<double>* number) {
  const auto read = [number](std::string_view option, std::string_view text) {
    *number = std::nullopt;
    if (text.empty()) return;
    *number = parse_number(option, text);
    if (!std::isfinite(**number))
      throw UsageError(fmt::format("{}: found '{}', expected a number", option, text));
  };
  return {number, read, [] { return std::string("none"); }};
}

// A user's own is a file.
void check_layout(std::string_view option, const std::string& layout) {
  if (layout.empty() || layout.ends_with(".json") || layout.find('/') != std::string::npos ||
      pose::detections::find_layout(layout) != nullptr)
    return;
  std::vector<std::string> names;
  std::string all;
  for (const pose::detections::Layout& known : pose::detections::layouts()) {
    names.push_back(known.name);
    all += (all.empty() ? "" : ", ") + known.name;
  }
  throw UsageError(fmt::format("{}: found '{}', expected a file FILE.json or one of {}{}", option,
                               layout, all, did_you_mean(layout, names)));
}

}  // namespace

OptionGroup detection_group(pose::ReadOptions& o) {
  using pose::detections::Units;
  OptionGroup group{"What the detections are, where posegrad should not find it out"};
  Option& layout =
      group.add_ours("--layout", &o.layout, "NAME|FILE.json",
                     "which joints their points are, in order: coco, body_25, halpe_26, h36m, ... "
                     "or a file of your own");
  layout.default_text = "by names, else by the points' number and places";
  layout.check = [&o](std::string_view option) { check_layout(option, o.layout); };
  group.add_ours("--units",
                 one_of(&o.units, {{"pixels", Units::pixels},
                                   {"fractions", Units::fractions},
                                   {"percent", Units::percent},
                                   {"auto", std::nullopt}}),
                 "pixels|fractions|percent|auto", "of their coordinates");
  group
      .add_ours("--axes",
                one_of(&o.axes, {{"", std::nullopt},
                                 {"xy", pose::PointAxes::xy},
                                 {"yx", pose::PointAxes::yx},
                                 {"y-up", pose::PointAxes::y_up}}),
                "xy|yx|y-up",
                "y comes first (yx), or is counted upwards from the picture's bottom edge (y-up)")
      .default_text = "xy, y downwards";
  group
      .add_ours("--size", video_size(&o.size), "WxH",
                "width and height of the video's pictures in pixels")
      .default_text = "the detections', else the video's";
  group
      .add_ours("--first-frame", whole_number(&o.first_frame, 0), "N",
                "the number that the first picture of the video has in them")
      .default_text = "0 or 1, by the numbers";
  group
      .add_ours("--turned", quarter_turn(&o.turned), "0|90|180|270",
                "the detector saw the pictures turned by so many degrees clockwise")
      .default_text = "by where the points lie";
  group
      .add_ours("--min-score", finite_number(&o.min_score), "X",
                "keypoints of a lower score, as the file has it, were not found")
      .default_text = "none";
  group.add_our_flag("--zeros-are-joints", {&o.zeros_are_joints},
                     "a keypoint at (0, 0) or of the score 0 is one as any other");
  group.add_ours("--subject", &o.subject, "NAME", "of a data set or another file of several")
      .default_text = "the only one";
  group.add_ours("--action", &o.action, "NAME", "of a data set").default_text = "the only one";
  group.add_ours("--camera", whole_number(&o.camera, 0), "N", "of a data set, from 0")
      .default_text = "the first";
  group.add_our_flag("--detector-tracks", {&o.detector_tracks},
                     "follow people by the detector's own numbers");
  return group;
}

}  // namespace posegrad::apps

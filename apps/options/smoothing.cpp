#include "apps/options/smoothing.h"

#include <cmath>

#include <fmt/format.h>

#include "apps/options/values.h"
#include "apps/usage_error.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr double kLongestGap = 1e6;  // seconds

pose::SmoothingChoice parse_choice(std::string_view option, std::string_view text) {
  try {
    return pose::parse_smoothing(text);
  } catch (const ValueError& error) {
    throw UsageError(fmt::format("{}: {}", option, error.what()));
  }
}

Typed filter_or_auto(std::optional<pose::SmoothingChoice>* choice) {
  return {choice,
          [choice](std::string_view option, std::string_view text) {
            *choice = text == "auto" ? std::nullopt : std::optional(parse_choice(option, text));
          },
          [choice] { return *choice ? pose::to_string(**choice) : std::string("auto"); }};
}

double parse_gap(std::string_view option, std::string_view text) {
  if (text == "all") return pose::kFillAll;
  if (text == "none") return 0;
  double seconds = -1;
  try {
    seconds = parse_number(option, text.ends_with('s') ? text.substr(0, text.size() - 1) : text);
  } catch (const UsageError&) {
  }
  if (!(seconds >= 0 && seconds <= kLongestGap))
    throw UsageError(
        fmt::format("{}: found '{}', expected seconds from 0, none or all", option, text));
  return seconds;
}

Typed gap(double* seconds) {
  return {seconds,
          [seconds](std::string_view option, std::string_view text) {
            *seconds = parse_gap(option, text);
          },
          [seconds] {
            return std::isinf(*seconds) ? std::string("all") : fmt::format("{}", *seconds);
          }};
}

}  // namespace

Typed smoothing_filter(pose::SmoothingChoice* choice) {
  return {choice,
          [choice](std::string_view option, std::string_view text) {
            *choice = parse_choice(option, text);
          },
          [choice] { return pose::to_string(*choice); }};
}

OptionGroup smoothing_group(SmoothingOptions& o) {
  OptionGroup group{"Smoothing and gaps"};
  group.add("--smooth", filter_or_auto(&o.poses), "FILTER",
            "the filter of the poses: " + pose::smoothing_forms() +
                "; auto: a Gaussian of 0.03 s (the path: 0.05 s) for the program's own model, "
                "one-euro for its causal one, none for others. All but one-euro look ahead");
  group.add("--smooth-keypoints", smoothing_filter(&o.keypoints), "FILTER",
            "the filter of the keypoints before a model sees them, of the same forms");
  group.add("--fill-gaps", gap(&o.fill_gaps), "S|none|all",
            "gaps without the person of at most S seconds are interpolated; frames in longer ones "
            "are missing in data (NaN; frame_missing says so) and in drawings");
  return group;
}

std::vector<std::string> smoothing_notes(const SmoothingOptions& o, bool causal, double fps,
                                         Index frames) {
  std::vector<std::string> notes;
  const auto look_at = [&](const char* option, const pose::SmoothingChoice& choice) {
    if (const std::string why = pose::why_not_smoothed(choice, fps, frames); !why.empty())
      notes.push_back(fmt::format("Note: {} {}", option, why));
    else if (causal && pose::looks_ahead(choice))
      notes.push_back(
          fmt::format("Note: the model uses past frames only, {} {} looks ahead as well", option,
                      pose::to_string(choice)));
  };
  if (o.poses) look_at("--smooth", *o.poses);
  look_at("--smooth-keypoints", o.keypoints);
  return notes;
}

}  // namespace posegrad::apps

#include "pose/detections/records/tables/yolo_lines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "pose/detections/layouts/layout.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

constexpr std::size_t kMostExtras = 2;
constexpr double kFilled = 0.5, kTrue = 0.95;
constexpr double kLargestFraction = 2;
constexpr double kFar = std::numeric_limits<double>::infinity();
constexpr std::array<std::size_t, 3> kHeads{5, 6, 1};
/// Those that detectors of this kind are trained with, the most usual first; then the registry's.
constexpr std::array<std::size_t, 13> kJoints{17, 26, 133, 33, 16, 14, 15, 18, 20, 21, 25, 12, 13};

/// "nan" is what Python writes for none.
std::optional<double> number_in(std::string_view word) {
  if (formats::same_word(word, "nan")) return std::numeric_limits<double>::quiet_NaN();
  return formats::real_number(word);
}

bool fits_length(const YoloLine& line, const YoloForm& form) {
  const std::size_t count = line.numbers.size();
  // In front of the joints the confidence stands instead of behind them.
  const std::size_t most = form.body() + (form.head == 5 ? kMostExtras : form.head == 6 ? 1 : 0);
  return count >= form.body() && count <= most;
}

/// A confidence, a track, or both in this order: else they are another joint.
bool has_sensible_extras(const YoloLine& line, const YoloForm& form) {
  const auto extras = std::span(line.numbers).subspan(form.body());
  const auto is_confidence = [](double n) { return n >= 0 && n <= 1; };
  const auto is_track = [](double n) { return n >= 0 && n == std::floor(n); };
  if (extras.size() == 2) return is_confidence(extras[0]) && is_track(extras[1]);
  return extras.empty() || is_confidence(extras[0]) || is_track(extras[0]);
}

/// How much of what the lines say makes sense in a form.
class Sense {
 public:
  explicit Sense(const YoloForm& form) : form_(form) {}

  void add(const YoloLine& line) {
    const std::vector<double>& n = line.numbers;
    demand(n[0] >= 0 && n[0] == std::floor(n[0]));
    if (form_.has_box()) demand(n[3] >= 0 && n[4] >= 0);
    if (form_.head == 6) ask(n[5] >= 0 && n[5] <= 1);
    Extent extent;
    const bool are_pixels = has_pixels(n);
    for (std::size_t joint = 0; joint < form_.joints; ++joint) {
      const std::size_t at = form_.head + joint * form_.numbers;
      if (form_.numbers == 3 && !std::isnan(n[at + 2])) ask(n[at + 2] >= -1 && n[at + 2] <= 2);
      // Hardly a point lies in the picture's first row or column, where scores would.
      if (are_pixels && !is_lost(n[at], n[at + 1]))
        ask(!is_fraction(n[at]) && !is_fraction(n[at + 1]));
      if (form_.has_box()) compare_with_box(n, n[at], n[at + 1], extent);
    }
    if (extent.points > 0) {
      overlap_ +=
          extent.overlap({n[1] - n[3] / 2, n[2] - n[4] / 2}, {n[1] + n[3] / 2, n[2] + n[4] / 2});
      ++boxes_;
    }
  }

  double share() const { return asked_ == 0 ? 1 : static_cast<double>(yes_) / asked_; }
  /// Something is there that no file has: a negative size, a part of a class.
  bool is_broken() const { return broken_; }
  /// People fill their boxes, which another form hardly makes true by chance.
  bool is_proved() const { return overlap() >= kFilled && share() >= kTrue; }
  /// Mean over the people of how much of their box and of the box round their points is both.
  double overlap() const { return boxes_ == 0 ? 0 : overlap_ / boxes_; }

 private:
  /// The box round some points.
  struct Extent {
    std::array<double, 2> least{kFar, kFar}, most{-kFar, -kFar};
    std::size_t points = 0;

    void add(double x, double y) {
      least = {std::min(least[0], x), std::min(least[1], y)};
      most = {std::max(most[0], x), std::max(most[1], y)};
      ++points;
    }
    /// Intersection over union.
    double overlap(const std::array<double, 2>& from, const std::array<double, 2>& to) const {
      double both = 1, own = 1, other = 1;
      for (std::size_t i = 0; i < 2; ++i) {
        both *= std::max(0.0, std::min(most[i], to[i]) - std::max(least[i], from[i]));
        own *= most[i] - least[i];
        other *= to[i] - from[i];
      }
      return both > 0 ? both / (own + other - both) : 0;
    }
  };

  void ask(bool is_so) {
    asked_ += 1;
    yes_ += is_so ? 1 : 0;
  }
  void demand(bool is_so) {
    ask(is_so);
    broken_ = broken_ || !is_so;
  }

  static bool is_fraction(double number) { return number >= 0 && number <= 1; }
  static bool is_lost(double x, double y) {
    return std::isnan(x) || std::isnan(y) || (x == y && (x == 0 || x == -1));
  }
  bool has_pixels(const std::vector<double>& n) const {
    for (std::size_t joint = 0; joint < form_.joints; ++joint) {
      const std::size_t at = form_.head + joint * form_.numbers;
      if (std::max(std::abs(n[at]), std::abs(n[at + 1])) > kLargestFraction) return true;
    }
    return false;
  }

  /// Within the box and half its size around; pixels cannot be compared with a box of fractions,
  /// and marks of what was not found are nowhere.
  void compare_with_box(const std::vector<double>& n, double x, double y, Extent& extent) {
    if (is_lost(x, y) || std::max(std::abs(x), std::abs(y)) > kLargestFraction) return;
    ask(std::abs(x - n[1]) <= n[3] + 0.02 && std::abs(y - n[2]) <= n[4] + 0.02);
    extent.add(x, y);
  }

  YoloForm form_;
  double asked_ = 0, yes_ = 0, overlap_ = 0, boxes_ = 0;
  bool broken_ = false;
};

std::vector<YoloForm> forms_of(std::span<const std::size_t> counts) {
  std::vector<YoloForm> forms;
  for (const std::size_t joints : counts)
    for (const std::size_t head : kHeads)
      for (const std::size_t numbers : {3UL, 2UL}) forms.push_back({head, joints, numbers});
  return forms;
}

/// Counts of the registry's other layouts.
std::vector<std::size_t> other_counts() {
  std::vector<std::size_t> counts;
  for (const Layout& layout : layouts()) {
    const auto count = static_cast<std::size_t>(layout.count());
    const bool is_known = std::ranges::find(kJoints, count) != kJoints.end() ||
                          std::ranges::find(counts, count) != counts.end();
    if (!is_known) counts.push_back(count);
  }
  return counts;
}

std::vector<YoloForm> all_forms() {
  std::vector<std::size_t> counts = other_counts();
  counts.insert(counts.begin(), kJoints.begin(), kJoints.end());
  return forms_of(counts);
}

bool fits_all(std::span<const YoloLine> lines, const YoloForm& form) {
  return std::ranges::all_of(lines, [&](const YoloLine& l) { return fits_length(l, form); });
}

struct Candidate {
  YoloForm form;
  Sense sense;
  double share = 0;  // less where numbers behind the joints are nothing that stands there

  bool is_believed() const { return sense.is_proved() || (share >= kTrue && !sense.is_broken()); }
};

/// Forms with so many joints that the lines' lengths allow.
std::vector<Candidate> candidates_of(std::span<const YoloLine> lines,
                                     std::span<const std::size_t> counts) {
  constexpr double kStrangeExtras = 0.1;
  std::vector<Candidate> candidates;
  for (const YoloForm& form : forms_of(counts)) {
    if (!fits_all(lines, form)) continue;
    Candidate& candidate = candidates.emplace_back(Candidate{form, Sense(form), 0});
    for (const YoloLine& line : lines) candidate.sense.add(line);
    const bool are_extras_sensible = std::ranges::all_of(
        lines, [&](const YoloLine& line) { return has_sensible_extras(line, form); });
    candidate.share = candidate.sense.share() - (are_extras_sensible ? 0 : kStrangeExtras);
  }
  return candidates;
}

[[noreturn]] void fail_lengths(std::span<const YoloLine> lines) {
  const auto fits_any = [](const YoloLine& line) {
    const auto forms = all_forms();
    return std::ranges::any_of(forms, [&](const YoloForm& f) { return fits_length(line, f); });
  };
  const auto bad = std::ranges::find_if_not(lines, fits_any);
  if (bad == lines.end())
    throw DataError(fmt::format("{}: the lines have other numbers of joints than each other",
                                lines.front().where));
  throw DataError(fmt::format(
      "{}: {} numbers; wanted are 39 (class, box and 17 joints x, y) or 56 (with confidences), and "
      "at most 2 more (confidence of the box, track)",
      bad->where, bad->numbers.size()));
}

}  // namespace

bool is_text_of_numbers(std::string_view text) {
  formats::TextLines lines(text, "");
  if (!lines.next()) return true;
  return std::ranges::all_of(lines.words(),
                             [](std::string_view word) { return number_in(word).has_value(); });
}

void append_lines(std::string_view text, const std::string& where, std::vector<YoloLine>& lines) {
  formats::TextLines reader(text, where);
  while (reader.next()) {
    YoloLine& line = lines.emplace_back();
    line.where = fmt::format("{}: line {}", where, reader.number());
    for (const std::string_view word : reader.words()) {
      const auto number = number_in(word);
      if (!number)
        throw DataError(fmt::format("{}: a number is wanted; found '{}'", line.where,
                                    formats::printable(word)));
      line.numbers.push_back(*number);
    }
  }
}

YoloForm form_of(std::span<const YoloLine> lines, Index points) {
  constexpr double kAsGood = 0.02, kAsNear = 0.1;
  constexpr double kNoSense = 0.5;  // the boxes are of something else: the usual form
  std::vector<Candidate> candidates;
  if (points > 0) candidates = candidates_of(lines, std::array{static_cast<std::size_t>(points)});
  if (candidates.empty()) {
    candidates = candidates_of(lines, kJoints);
    std::vector<Candidate> others = candidates_of(lines, other_counts());
    // Of counts that hardly anybody has many fit by chance.
    if (std::ranges::any_of(candidates, &Candidate::is_believed))
      std::erase_if(others, [](const Candidate& c) { return !c.sense.is_proved(); });
    std::ranges::move(others, std::back_inserter(candidates));
  }
  if (candidates.empty()) fail_lengths(lines);
  const auto keep = [&](const auto& is_better) {
    if (std::ranges::any_of(candidates, is_better))
      std::erase_if(candidates, [&](const Candidate& c) { return !is_better(c); });
  };
  double best = 0, nearest = 0;
  for (const Candidate& c : candidates) best = std::max(best, c.share);
  if (best < kNoSense) return candidates.front().form;
  keep([&](const Candidate& c) { return c.share >= best - kAsGood; });
  keep([](const Candidate& c) { return c.sense.is_proved(); });
  for (const Candidate& c : candidates) nearest = std::max(nearest, c.sense.overlap());
  keep([&](const Candidate& c) {
    return !c.sense.is_proved() || c.sense.overlap() >= nearest - kAsNear;
  });
  keep([](const Candidate& c) { return !c.sense.is_broken(); });
  return candidates.front().form;
}

}  // namespace posegrad::pose::detections::tables

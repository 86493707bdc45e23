#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "pose/smoothing/smoothing.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr std::size_t kShown = 80;

/// "NAME:A:B", taken apart and judged part by part.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(':', begin), text.size());
      parts_.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  std::string_view name() const { return parts_.front(); }
  std::size_t parameters() const { return parts_.size() - 1; }
  std::string_view parameter(std::size_t i) const { return parts_[i + 1]; }

  [[noreturn]] void fail(std::string_view found, std::string_view wanted) const {
    throw ValueError(fmt::format("'{}': found '{}', expected {}; smoothing is one of {}",
                                 formats::printable(text_, kShown),
                                 formats::printable(found, kShown), wanted, smoothing_forms()));
  }

  void require_at_most(std::size_t count) const {
    if (parameters() <= count) return;
    fail(parameter(count), count == 0 ? "nothing behind the name"
                                      : fmt::format("at most {} values behind the name", count));
  }

  /// A finite number within the bounds, before this unit (which may be left out).
  double number(std::size_t i, std::string_view unit, double least, double most) const {
    const std::optional<double> value = number_of(without(parameter(i), unit));
    if (!value || !(*value >= least && *value <= most))
      fail(parameter(i), fmt::format("{} to {}{}{}", least, most, unit.empty() ? "" : " ", unit));
    return *value;
  }

  int whole(std::size_t i, int least, int most) const {
    const double value = number(i, "", least, most);
    if (value != std::floor(value))
      fail(parameter(i), fmt::format("a whole number of {} to {}", least, most));
    return static_cast<int>(value);
  }

  bool has_unit(std::size_t i, std::string_view unit) const {
    return without(parameter(i), unit).size() < parameter(i).size();
  }

 private:
  static std::string_view without(std::string_view text, std::string_view unit) {
    const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    if (unit.empty() || text.size() < unit.size()) return text;
    const std::string_view tail = text.substr(text.size() - unit.size());
    return std::ranges::equal(tail, unit, same) ? text.substr(0, text.size() - unit.size()) : text;
  }

  static std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
    return value;
  }

  std::string_view text_;
  std::vector<std::string_view> parts_;
};

SmoothingChoice butterworth(const Words& words) {
  words.require_at_most(2);
  Butterworth filter;
  if (words.parameters() > 0) filter.cutoff = words.number(0, "Hz", 0.01, 1000);
  if (words.parameters() > 1) filter.order = words.whole(1, 2, 8);
  if (filter.order % 2 != 0) words.fail(words.parameter(1), "an order of 2, 4, 6 or 8");
  return filter;
}

SmoothingChoice one_euro(const Words& words) {
  words.require_at_most(2);
  OneEuro filter;
  if (words.parameters() > 0) filter.cutoff = words.number(0, "Hz", 0.01, 1000);
  if (words.parameters() > 1) filter.growth = words.number(1, "", 0, 1000);
  return filter;
}

SmoothingChoice savitzky_golay(const Words& words) {
  words.require_at_most(2);
  SavitzkyGolay filter;
  if (words.parameters() > 0) {
    filter.in_frames = !words.has_unit(0, "s");
    filter.window = filter.in_frames ? words.whole(0, 1, 1001) : words.number(0, "s", 0.001, 2);
    if (filter.in_frames && std::fmod(filter.window, 2) != 1)
      words.fail(words.parameter(0), "an odd number of frames, or seconds as in 0.25s");
  }
  if (words.parameters() > 1) filter.order = words.whole(1, 0, 9);
  if (filter.in_frames && filter.order >= filter.window)
    words.fail(words.parameter(0), fmt::format("more frames than the order, {}", filter.order));
  return filter;
}

SmoothingChoice gaussian(const Words& words) {
  words.require_at_most(1);
  Gaussian filter;
  if (words.parameters() > 0) filter.seconds = words.number(0, "s", 0.0001, 1);
  return filter;
}

SmoothingChoice no_filter(const Words& words) {
  words.require_at_most(0);
  return NoFilter{};
}

struct Form {
  std::string_view name, form;
  SmoothingChoice (*parse)(const Words&);
};
constexpr Form kForms[]{{"butterworth", "butterworth[:6Hz[:ORDER]]", butterworth},
                        {"one-euro", "one-euro[:CUTOFF[:GROWTH]]", one_euro},
                        {"savgol", "savgol[:15 or :0.25s[:ORDER]]", savitzky_golay},
                        {"gaussian", "gaussian[:0.03s]", gaussian},
                        {"none", "none", no_filter}};

struct Printer {
  std::string operator()(const NoFilter&) const { return "none"; }
  std::string operator()(const Butterworth& f) const {
    return fmt::format("butterworth:{:.6g}Hz{}", f.cutoff,
                       f.order == 4 ? "" : fmt::format(":{}", f.order));
  }
  std::string operator()(const OneEuro& f) const {
    return fmt::format("one-euro:{:.6g}:{:.6g}", f.cutoff, f.growth);
  }
  std::string operator()(const SavitzkyGolay& f) const {
    return fmt::format("savgol:{:.6g}{}:{}", f.window, f.in_frames ? "" : "s", f.order);
  }
  std::string operator()(const Gaussian& f) const {
    return fmt::format("gaussian:{:.6g}s", f.seconds);
  }
};

}  // namespace

std::string smoothing_forms() {
  std::string list;
  for (const Form& form : kForms) list += (list.empty() ? "" : ", ") + std::string(form.form);
  return list;
}

SmoothingChoice parse_smoothing(std::string_view text) {
  const Words words(text);
  for (const Form& form : kForms)
    if (form.name == words.name()) return form.parse(words);
  words.fail(words.name(), "the name of a filter");
}

std::string to_string(const SmoothingChoice& choice) { return std::visit(Printer(), choice); }

}  // namespace posegrad::pose

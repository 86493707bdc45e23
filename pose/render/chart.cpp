#include "pose/render/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/formats/atomic_file.h"
#include "pose/render/canvas.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kScale = 2;  // pixels a point
constexpr Color kInk{0.13, 0.13, 0.13}, kFaint{0.38, 0.38, 0.38}, kGrid{0.9, 0.9, 0.9};
constexpr Canvas::Font kTitle{16, true}, kLabel{13}, kNumber{12}, kLastValue{12, true};
// Told apart by people with any kind of colour vision. Source: Okabe and Ito, Color Universal
// Design (2008).
constexpr std::array<Color, 6> kColors{{{0, 0.447, 0.698},
                                        {0.835, 0.369, 0},
                                        {0, 0.62, 0.451},
                                        {0.8, 0.475, 0.655},
                                        {0.902, 0.624, 0},
                                        {0.337, 0.706, 0.914}}};

constexpr double kMargin = 16, kLegendRow = 22, kSample = 24;  // points
constexpr std::size_t kDotsUpTo = 40;  // values of a line: with more its dots would run together

Canvas::Pen pen_of(const Chart& chart, std::size_t series) {
  const std::size_t color = chart.series[series].color.value_or(series);
  return {kColors[color % kColors.size()], 2.2, color / kColors.size() % 2 == 1};
}

bool drawable(const ChartSeries& series, std::size_t i) {
  return std::abs(series.x[i]) <= 1e100 && std::abs(series.y[i]) <= 1e100;
}

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;

  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  /// Something to draw in, also around nothing or equal values.
  Range widened(double least) const {
    if (low > high) return {0, 1};
    const double width = std::max({least, 1e-9 * std::abs(low), 1e-9 * std::abs(high)});
    if (high - low >= width) return *this;
    return {low - width / 2, high + width / 2};
  }
};

/// One axis: its numbers, and where a number lies on it (0 at the low end, 1 at the high one).
struct Axis {
  Range range;
  Ticks ticks;

  double place(double value) const { return (value - range.low) / (range.high - range.low); }
};

Axis x_axis(const Chart& chart) {
  Range range;
  bool whole = true;
  for (const ChartSeries& series : chart.series)
    for (const double x : series.x) {
      if (!(std::abs(x) <= 1e100)) continue;
      range.include(x);
      whole = whole && x == std::floor(x);
    }
  range = range.widened(whole ? 1 : 1e-12);
  const double air = 0.02 * (range.high - range.low);
  range = {range.low - air, range.high + air};
  return {range, round_ticks(range.low, range.high, 9, whole)};
}

Axis y_axis(const Chart& chart) {
  Range range;
  for (const ChartSeries& series : chart.series)
    for (std::size_t i = 0; i < series.y.size(); ++i)
      if (drawable(series, i)) range.include(series.y[i]);
  range =
      range.widened(std::max(0.005 * std::max(std::abs(range.low), std::abs(range.high)), 1e-12));
  if (range.low > 0 && range.low < 0.3 * range.high) range.low = 0;  // near enough to be shown
  Ticks ticks = round_ticks(range.low, range.high, 6);
  // Up to the next round numbers, so that the grid encloses the lines.
  std::vector<double>& values = ticks.values;
  if (values.size() >= 2) {
    const double step = values[1] - values[0], slack = 1e-6 * step;
    if (values.front() > range.low + slack) values.insert(values.begin(), values.front() - step);
    if (values.back() < range.high - slack) values.push_back(values.back() + step);
    range = {values.front(), values.back()};
  }
  return {range, ticks};
}

/// Puts labels that want to stand at `wanted` (ascending order not needed) at least `gap` apart
/// inside [low, high].
std::vector<double> spread(const std::vector<double>& wanted, double gap, double low, double high) {
  std::vector<std::size_t> order(wanted.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return wanted[i]; });
  std::vector<double> at(wanted.size());
  double next = low;
  for (const std::size_t i : order) {
    at[i] = std::max(wanted[i], next);
    next = at[i] + gap;
  }
  double limit = high;
  for (auto i = order.rbegin(); i != order.rend(); ++i) {
    at[*i] = std::min(at[*i], limit);
    limit = at[*i] - gap;
  }
  return at;
}

/// "38.60", "2892", "0.1971".
std::string four_digits(double value) {
  const double exponent = value == 0 ? 0 : std::floor(std::log10(std::abs(value)));
  if (exponent < -4 || exponent > 6) return fmt::format("{:.4g}", value);
  return fmt::format("{:.{}f}", value, std::max(0, 3 - static_cast<int>(exponent)));
}

/// Draws one chart: title, legend, plot from top to bottom.
class Painter {
 public:
  Painter(const Chart& chart, const Canvas& canvas)
      : chart_(chart), canvas_(canvas), x_(x_axis(chart)), y_(y_axis(chart)) {
    double numbers = 0, last_values = 0;
    for (const double tick : y_.ticks.values)
      numbers = std::max(numbers, canvas_.text_width(y_.ticks.text(tick), kNumber));
    for (const ChartSeries& series : chart_.series)
      last_values = std::max(last_values, canvas_.text_width(last_value(series), kLastValue));
    left_ = kMargin + (chart.y_label.empty() ? 0 : 26) + numbers + 8;
    right_ = chart.width - kMargin - (last_values > 0 ? last_values + 8 : 0);
    top_ = kMargin;
    bottom_ = chart.height - kMargin - 22 - (chart.x_label.empty() ? 0 : 24);
  }

  void draw() {
    title();
    legend();
    top_ += 10;
    axes();
    for (std::size_t i = 0; i < chart_.series.size(); ++i) line(i);
    last_values();
  }

 private:
  Point place(double x, double y) const {
    return {left_ + x_.place(x) * (right_ - left_), bottom_ - y_.place(y) * (bottom_ - top_)};
  }

  static std::size_t last_index(const ChartSeries& series) {
    for (std::size_t i = series.y.size(); i-- > 0;)
      if (drawable(series, i)) return i;
    return series.y.size();
  }
  static std::string last_value(const ChartSeries& series) {
    const std::size_t i = last_index(series);
    if (i == series.y.size()) return "";
    return four_digits(series.y[i]);
  }

  void title() {
    if (chart_.title.empty()) return;
    canvas_.text({left_, top_}, chart_.title, kTitle, kInk, {0, 0});
    top_ += 28;
  }

  // In rows, from the left.
  void legend() {
    if (chart_.series.empty()) return;
    double x = left_;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const std::string& name = chart_.series[i].name;
      const double width = kSample + 7 + canvas_.text_width(name, kLabel);
      if (x > left_ && x + width > chart_.width - kMargin) {
        x = left_;
        top_ += kLegendRow;
      }
      const double y = top_ + 6;
      canvas_.line({{x, y}, {x + kSample, y}}, pen_of(chart_, i));
      canvas_.text({x + kSample + 7, y}, name, kLabel, kInk, {0, 0.5});
      x += width + 24;
    }
    top_ += kLegendRow;
  }

  void axes() {
    for (const double tick : y_.ticks.values) {
      const double y = place(x_.range.low, tick).y;
      canvas_.line({{left_, y}, {right_, y}}, {kGrid});
      canvas_.text({left_ - 8, y}, y_.ticks.text(tick), kNumber, kFaint, {1, 0.5});
    }
    for (const double tick : x_.ticks.values) {
      const double x = place(tick, y_.range.low).x;
      canvas_.line({{x, top_}, {x, bottom_}}, {kGrid});
      canvas_.line({{x, bottom_}, {x, bottom_ + 4}}, {kFaint});
      canvas_.text({x, bottom_ + 9}, x_.ticks.text(tick), kNumber, kFaint, {0.5, 0});
    }
    canvas_.line({{left_, bottom_}, {right_, bottom_}}, {kFaint});
    const double middle = (left_ + right_) / 2;
    if (!chart_.x_label.empty())
      canvas_.text({middle, chart_.height - kMargin}, chart_.x_label, kLabel, kInk, {0.5, 1});
    if (!chart_.y_label.empty())
      canvas_.upward_text({kMargin + 6, (top_ + bottom_) / 2}, chart_.y_label, kLabel, kInk);
  }

  void line(std::size_t number) const {
    const ChartSeries& series = chart_.series[number];
    const Canvas::Pen pen = pen_of(chart_, number);
    std::vector<Point> part;
    const auto finish = [&] {
      canvas_.line(part, pen);
      if (part.size() == 1 || series.x.size() <= kDotsUpTo)
        for (const Point& point : part) canvas_.dot(point, 3.2, pen.color);
      part.clear();
    };
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (drawable(series, i))
        part.push_back(place(series.x[i], series.y[i]));
      else
        finish();
    }
    finish();
  }

  void last_values() const {
    std::vector<std::size_t> shown;
    std::vector<double> heights;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const ChartSeries& series = chart_.series[i];
      const std::size_t last = last_index(series);
      if (last == series.y.size()) continue;
      shown.push_back(i);
      heights.push_back(place(series.x[last], series.y[last]).y);
    }
    const std::vector<double> at = spread(heights, 15, top_, bottom_);
    for (std::size_t k = 0; k < shown.size(); ++k)
      canvas_.text({right_ + 8, at[k]}, last_value(chart_.series[shown[k]]), kLastValue,
                   pen_of(chart_, shown[k]).color, {0, 0.5});
  }

  const Chart& chart_;
  const Canvas& canvas_;
  Axis x_, y_;
  double left_, right_, top_, bottom_;  // of the plot, points
};

}  // namespace

bool can_draw_charts() noexcept { return true; }

std::string draw_charts(const std::vector<Chart>& charts, ChartFormat format) {
  int width = 0, height = 0;
  for (const Chart& chart : charts) {
    for (const ChartSeries& series : chart.series)
      if (series.x.size() != series.y.size())
        throw ValueError(fmt::format("draw_chart: series '{}' has {} x and {} y values",
                                     series.name, series.x.size(), series.y.size()));
    width = std::max(width, chart.width);
    height += chart.height;
  }
  const bool is_svg = format == ChartFormat::svg;
  const Canvas canvas = is_svg ? Canvas::for_svg(width, height) : Canvas(width, height, kScale);
  for (const Chart& chart : charts) {
    Painter(chart, canvas).draw();
    cairo_translate(canvas.context(), 0, chart.height);
  }
  return is_svg ? canvas.svg() : canvas.png();
}

std::string draw_chart(const Chart& chart) { return draw_charts({chart}, ChartFormat::png); }

void write_chart(const std::string& path, const Chart& chart) {
  formats::write_file(path, draw_chart(chart));
}

}  // namespace posegrad::pose

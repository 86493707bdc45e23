#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace posegrad::pose {

/// One line of a chart: x[i], y[i]. A value that is not finite, or beyond 1e100, leaves a gap.
struct ChartSeries {
  std::string name;  // for the legend
  std::vector<double> x, y;
  /// Of blue, orange, green, pink, yellow and light blue, then the same dashed. Not said: its place
  /// among the series.
  std::optional<std::size_t> color = {};
};

/// A line chart. Where all x are whole numbers, as epochs are, the ticks are too. Texts are UTF-8.
struct Chart {
  std::string title;
  std::string x_label, y_label;  // with units
  std::vector<ChartSeries> series;
  int width = 800, height = 480;  // points; the picture has twice as many pixels each way
};

/// False where posegrad was built without Cairo: drawing then throws Error.
bool can_draw_charts() noexcept;

/// The chart as a PNG file's bytes, 2 * width x 2 * height pixels: axes over the range of the
/// values with round numbers, a grid, a legend, the last value of each line at its end. The same
/// chart gives the same bytes on the same machine (fonts are the system's). Throws ValueError when
/// x and y of a series differ in length.
std::string draw_chart(const Chart& chart);

enum class ChartFormat { png, svg };

/// Charts one below the other in one picture; an SVG's size is in points. Throws as draw_chart.
std::string draw_charts(const std::vector<Chart>& charts, ChartFormat format);

/// One chart as PNG into a file, whole or not at all. Throws IoError naming it.
void write_chart(const std::string& path, const Chart& chart);

/// The numbers that an axis shows.
struct Ticks {
  std::vector<double> values;  // ascending, at equal distances
  int decimals = 0;            // that tell them apart

  /// "0.25", or "2.5e-07" where plain digits would be long.
  std::string text(double value) const;
};

/// Round numbers (1, 2 or 5 times a power of ten apart) inside [low, high], about `wanted` of them.
/// With `whole` only integers. Throws ValueError unless -1e100 <= low < high <= 1e100 and wanted
/// >= 2.
Ticks round_ticks(double low, double high, int wanted, bool whole = false);

}  // namespace posegrad::pose

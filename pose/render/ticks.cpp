#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/render/chart.h"
#include "tensor/error.h"

namespace posegrad::pose {

std::string Ticks::text(double value) const {
  const double largest = std::max(std::abs(values.front()), std::abs(values.back()));
  if (decimals > 5 || largest >= 1e7) return fmt::format("{:.6g}", value);
  return fmt::format("{:.{}f}", value, decimals);
}

Ticks round_ticks(double low, double high, int wanted, bool whole) {
  const double ideal = (high - low) / wanted;
  if (!(ideal > 1e-100) || std::max(std::abs(low), std::abs(high)) > 1e100 || wanted < 2)
    throw ValueError(fmt::format(
        "round_ticks: low {}, high {}, wanted {}; expected low < high within 1e100, and 2 or more "
        "ticks",
        low, high, wanted));
  int exponent = static_cast<int>(std::floor(std::log10(ideal)));
  const double fraction = ideal / std::pow(10.0, exponent);
  double digit = fraction < 1.5 ? 1 : fraction < 3.5 ? 2 : fraction < 7.5 ? 5 : 10;
  if (digit == 10) {
    digit = 1;
    ++exponent;
  }
  if (whole && exponent < 0) {
    digit = 1;
    exponent = 0;
  }

  // Multiples of the digit, scaled as a whole: 3 * 0.1 would be 0.30000000000000004.
  const double power = std::pow(10.0, std::abs(exponent));
  const auto scaled = [&](double multiple) {
    return exponent < 0 ? multiple * digit / power : multiple * digit * power;
  };
  const double step = scaled(1);
  Ticks ticks{{}, std::max(0, -exponent)};
  const double first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
  // Counted, as adding 1 may not change a number without fractions.
  for (int i = 0; i <= 4 * wanted && first + i <= last; ++i)
    ticks.values.push_back(scaled(first + i) + 0.0);  // never -0
  if (ticks.values.empty()) ticks.values.push_back(low);
  return ticks;
}

}  // namespace posegrad::pose

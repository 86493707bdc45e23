#pragma once
#include <string>
#include <vector>

namespace posegrad::pose {

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

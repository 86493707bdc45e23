#pragma once
#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "tensor/tensor.h"

namespace posegrad::tutorial {

/// "-0.00" is the same number as "0.00" and should look so, whichever a processor arrives at.
inline std::string digits(double x, int decimals) {
  const double half = 0.5 * std::pow(10.0, -decimals);
  return fmt::format("{:.{}f}", std::abs(x) < half ? 0.0 : x, decimals);
}

/// Prints a tensor's shape and its numbers, a line for each step of its last axis.
inline void show(std::string_view name, const Tensor& x, int decimals = 2) {
  fmt::print("{} {}\n", name, x.shape().to_string());
  const Index columns = x.rank() == 0 ? 1 : x.dim(-1);
  for (Index e = 0; e < x.numel(); ++e)
    fmt::print("{}{}", digits(x.at(e), decimals), (e + 1) % columns == 0 ? "\n" : "  ");
}

inline const char* yes_no(bool yes) { return yes ? "yes" : "no"; }

}  // namespace posegrad::tutorial

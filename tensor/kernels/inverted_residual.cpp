#include "tensor/kernels/inverted_residual.h"

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "tensor/kernels/pointwise.h"

namespace posegrad::kernels {

Tensor inverted_residual(const Tensor& x, const BiasedFilters& expand,
                         const BiasedFilters& depthwise, const BiasedFilters& project,
                         Conv2dOptions options, double low, double high) {
  require_bounds("inverted_residual", low, high);
  if (options.groups != 1)
    throw ValueError(fmt::format(
        "inverted_residual: groups is {}; every channel is a group already", options.groups));
  InvertedResidual op{x,         expand.w,  expand.b, depthwise.w, depthwise.b,
                      project.w, project.b, options,  low,         high};
  Dims dims(op);
  const PictureSize out = windows_out(dims, dims["K_h"], dims["K_w"], options);
  dims.set("H_out", out.h);
  dims.set("W_out", out.w);
  return result_of(op, dims);
}

Reference InvertedResidual::reference(int, Index element) const {
  const WindowAxis h(dim<"H">(*this), dim<"K_h">(*this), options),
      w(dim<"W">(*this), dim<"K_w">(*this), options);
  const Index C = dim<"C_in">(*this), E = dim<"E">(*this), C_out = dim<"C_out">(*this);
  const Index o = element % C_out, q = element / C_out % w.out,
              p = element / (C_out * w.out) % h.out, n = element / (C_out * w.out * h.out);
  const double least = rounded(low, y.dtype()), most = rounded(high, y.dtype());
  // Sums and the sums of their magnitudes, of all E channels at once.
  struct Known {
    double sum, magnitude;
  };
  std::vector<Known> filtered;
  for (Index e = 0; e < E; ++e) filtered.push_back({b2.at(e), std::abs(b2.at(e))});
  std::vector<Known> wide(filtered);
  for (Index k = 0; k < h.taps; ++k)
    for (Index l = 0; l < w.taps; ++l) {
      const Index r = h.at(p, k), s = w.at(q, l);
      if (!h.has(r) || !w.has(s)) continue;
      for (Index e = 0; e < E; ++e)
        wide[static_cast<std::size_t>(e)] = {b1.at(e), std::abs(b1.at(e))};
      for (Index i = 0; i < C; ++i) {
        const double pixel = x.at(((n * h.size + r) * w.size + s) * C + i);
        for (Index e = 0; e < E; ++e) {
          const double term = w1.at(i * E + e) * pixel;
          wide[static_cast<std::size_t>(e)].sum += term;
          wide[static_cast<std::size_t>(e)].magnitude += std::abs(term);
        }
      }
      for (Index e = 0; e < E; ++e) {
        const auto& [sum, magnitude] = wide[static_cast<std::size_t>(e)];
        const double weight = w2.at((k * w.taps + l) * E + e);
        filtered[static_cast<std::size_t>(e)].sum += weight * Clamp::f(sum, least, most);
        filtered[static_cast<std::size_t>(e)].magnitude += std::abs(weight) * magnitude;
      }
    }
  double sum = b3.at(o), magnitude = std::abs(sum);
  for (Index e = 0; e < E; ++e) {
    const auto& [of_sum, of_magnitude] = filtered[static_cast<std::size_t>(e)];
    const double weight = w3.at(e * C_out + o);
    sum += weight * Clamp::f(of_sum, least, most);
    magnitude += std::abs(weight) * of_magnitude;
  }
  return {sum, magnitude, static_cast<double>(C + h.taps * w.taps + E + 8)};
}

}  // namespace posegrad::kernels

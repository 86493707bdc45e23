#include "tensor/kernels/winograd_conv1d.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {

Tensor winograd_weights(const Tensor& w) { return result_of(WinogradWeights{w}); }

Tensor winograd_conv1d(const Tensor& x, const Tensor& w, const Tensor& u, Index dilation,
                       const Segments& segments) {
  WinogradConv1d op{x, w, u, dilation, segments};
  Dims dims(op);
  if (dilation < 1)
    throw ValueError(fmt::format("winograd_conv1d: dilation {}; must be at least 1", dilation));
  const Index R = dims["R_in"];
  if (segments.rows() != R)
    dims.fail(fmt::format("the segments have {} rows, x has {}", segments.rows(), R));
  const Segments out = segments.shortened(2 * dilation + 1);
  for (const Index length : out.lengths)
    if (length < 1)
      dims.fail(fmt::format("the window spans {} frames but a segment has only {}",
                            2 * dilation + 1, length + 2 * dilation));
  dims.set("R_out", out.rows());
  return result_of(op, dims);
}

std::vector<winograd::Part> winograd::parts_of(const Segments& segments, Index dilation) {
  std::vector<Part> parts;
  Index in = 0, out = 0, tile = 0;
  for (const Index length : segments.lengths) {
    const Index outputs = length - 2 * dilation;
    const Plan plan(outputs, dilation);
    parts.push_back({in, out, tile, outputs, plan});
    in += length;
    out += outputs;
    tile += plan.tile_rows;
  }
  return parts;
}

Reference WinogradWeights::reference(int, Index element) const {
  const Index C_in = dim<"C_in">(*this), C_out = dim<"C_out">(*this);
  const Index i = element % C_in, o = element / C_in % C_out, p = element / (C_in * C_out);
  ReferenceSum sum;
  for (Index k = 0; k < 3; ++k) sum.add(winograd::kG[p][k] * w.at((o * 3 + k) * C_in + i));
  return sum.result(4);
}

// The value is the definition's. What a tile rounds is larger: the products of |G||w| and |B||x|,
// added up with |A|. In double its transforms round as those of the kernel do: kTransforms is what
// they add to the roundings of the sum over channels.
Reference WinogradConv1d::reference(int, Index element) const {
  constexpr double kTransforms = 12;
  const Index C_in = dim<"C_in">(*this), C_out = dim<"C_out">(*this), o = element % C_out;
  const auto parts = winograd::parts_of(segments, dilation);
  const winograd::Part& part = *std::ranges::find_if(
      parts, [&](const auto& p) { return element / C_out < p.out + p.outputs; });
  const Index frame = element / C_out - part.out;
  ReferenceSum sum;
  for (Index k = 0; k < 3; ++k)
    for (Index i = 0; i < C_in; ++i)
      sum.add(w.at((o * 3 + k) * C_in + i) * x.at((part.in + frame + k * dilation) * C_in + i));
  if (frame >= part.plan.direct) return sum.result();

  const Index group = 4 * dilation, tap = frame % group / dilation;
  const Index begin = frame / group * group + frame % dilation;
  double magnitude = 0;
  for (Index p = 0; p < kWinogradProducts; ++p) {
    double products = 0;
    for (Index i = 0; i < C_in; ++i) {
      double filter = 0, frames = 0;
      for (Index k = 0; k < 3; ++k)
        filter += std::abs(winograd::kG[p][k] * w.at((o * 3 + k) * C_in + i));
      for (Index m = 0; m < 6; ++m) {
        const Index t = begin + m * dilation;
        if (t < part.outputs + 2 * dilation)
          frames += std::abs(winograd::kB[p][m] * x.at((part.in + t) * C_in + i));
      }
      products += filter * frames;
    }
    magnitude += std::abs(winograd::kA[p][tap]) * products;
  }
  return {sum.value(), magnitude, static_cast<double>(C_in) + kTransforms};
}

}  // namespace posegrad::kernels

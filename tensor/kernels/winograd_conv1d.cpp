#include "tensor/kernels/winograd_conv1d.h"

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

namespace {

// In double the transforms of the reference round as those of the kernel do: what they add to the
// roundings of the sum over channels.
constexpr double kTransforms = 12;

struct Place {
  Index first_in;   // row of x where the output's segment begins
  Index t, length;  // output frame in the segment, frames there
};

Place place_of(const WinogradConv1d& op, Index row) {
  Index in = 0;
  for (const Index length : op.segments.lengths) {
    const Index out = length - 2 * op.dilation;
    if (row < out) return {in, row, out};
    row -= out;
    in += length;
  }
  return {};
}

}  // namespace

Reference WinogradWeights::reference(int, Index element) const {
  const Index C_in = dim<"C_in">(*this), C_out = dim<"C_out">(*this);
  const Index i = element % C_in, o = element / C_in % C_out, p = element / (C_in * C_out);
  ReferenceSum sum;
  for (Index k = 0; k < 3; ++k) sum.add(winograd::kG[p][k] * w.at((o * 3 + k) * C_in + i));
  return sum.result(4);
}

// The value is the definition's. What a tile rounds is larger: the products of |G||w| and |B||x|,
// added up with |A|.
Reference WinogradConv1d::reference(int, Index element) const {
  const Index C_in = dim<"C_in">(*this), C_out = dim<"C_out">(*this), o = element % C_out;
  const Place place = place_of(*this, element / C_out);
  ReferenceSum sum;
  for (Index k = 0; k < 3; ++k)
    for (Index i = 0; i < C_in; ++i)
      sum.add(w.at((o * 3 + k) * C_in + i) *
              x.at((place.first_in + place.t + k * dilation) * C_in + i));
  const winograd::Plan plan(place.length, dilation);
  if (place.t >= plan.direct) return sum.result();

  const Index group = 4 * dilation, tap = place.t % group / dilation;
  const Index begin = place.t / group * group + place.t % dilation;
  double magnitude = 0;
  for (Index p = 0; p < kWinogradProducts; ++p) {
    double products = 0;
    for (Index i = 0; i < C_in; ++i) {
      double filter = 0, frames = 0;
      for (Index k = 0; k < 3; ++k)
        filter += std::abs(winograd::kG[p][k] * w.at((o * 3 + k) * C_in + i));
      for (Index m = 0; m < 6; ++m) {
        const Index t = begin + m * dilation;
        if (t < place.length + 2 * dilation)
          frames += std::abs(winograd::kB[p][m] * x.at((place.first_in + t) * C_in + i));
      }
      products += filter * frames;
    }
    magnitude += std::abs(winograd::kA[p][tap]) * products;
  }
  return {sum.value(), magnitude, static_cast<double>(C_in) + kTransforms};
}

}  // namespace posegrad::kernels

#include <algorithm>
#include <cstring>
#include <vector>

#include "tensor/compiler.h"
#include "tensor/kernels/crop_and_resize.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerPixel = 4;  // nanoseconds

// A row of samples between two rows of pixels.
POSEGRAD_HOT void sample_row(const SampleShares* columns, Index W_out, const std::uint8_t* top,
                             float of_top, const std::uint8_t* bottom, float of_bottom,
                             float* __restrict y) {
  for (Index j = 0; j < W_out; ++j) {
    const SampleShares at = columns[j];
    const std::uint8_t *const a = top + 4 * at.low, *const b = top + 4 * at.high,
                              *const c = bottom + 4 * at.low, *const d = bottom + 4 * at.high;
    for (int k = 0; k < 3; ++k) {
      const int byte = 2 - k;
      y[3 * j + k] =
          of_top *
              (at.of_low * static_cast<float>(a[byte]) + at.of_high * static_cast<float>(b[byte])) +
          of_bottom *
              (at.of_low * static_cast<float>(c[byte]) + at.of_high * static_cast<float>(d[byte]));
    }
  }
}

}  // namespace

void CropAndResize::cpu() const {
  const Index H = dim<"H">(*this), W = dim<"W">(*this), H_out = dim<"H_out">(*this),
              W_out = dim<"W_out">(*this);
  std::vector<SampleShares> columns;
  for (Index j = 0; j < W_out; ++j)
    columns.push_back(SampleShares::at(sample_place(j, W_out, box.left, box.right), W));
  const std::uint8_t* const pixels = picture.data<std::uint8_t>();
  parallel_for(H_out, kCostPerPixel * static_cast<double>(W_out), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const SampleShares row = SampleShares::at(sample_place(i, H_out, box.top, box.bottom), H);
      float* const to = y.data<float>() + i * W_out * 3;
      if (picture.numel() == 0 || row.is_outside())
        std::fill_n(to, W_out * 3, 0.0F);
      else
        sample_row(columns.data(), W_out, pixels + row.low * W * 4, row.of_low,
                   pixels + row.high * W * 4, row.of_high, to);
    }
  });
}

}  // namespace posegrad::kernels

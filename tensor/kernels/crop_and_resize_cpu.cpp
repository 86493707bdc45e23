#include <algorithm>
#include <vector>

#include "tensor/compiler.h"
#include "tensor/kernels/crop_and_resize.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerPixel = 2;  // nanoseconds

// A pixel's four bytes, blue the lowest.
using Word [[gnu::may_alias]] = std::uint32_t;

// Every column's samples, in lists of their own and with short places: of such a loop the compiler
// makes vectors.
struct Columns {
  std::vector<std::int32_t> low, high;
  std::vector<float> of_low, of_high;
};

// A row of samples between two rows of pixels, of one colour after the other.
POSEGRAD_HOT void sample_row(Index W_out, const std::int32_t* __restrict low,
                             const std::int32_t* __restrict high, const float* __restrict of_low,
                             const float* __restrict of_high, const Word* top, float of_top,
                             const Word* bottom, float of_bottom, float* __restrict y) {
  for (Index j = 0; j < W_out; ++j) {
    const Word a = top[low[j]], b = top[high[j]], c = bottom[low[j]], d = bottom[high[j]];
    const auto mix = [&](int shift) {
      const auto colour = [&](Word word) {  // signed: vectors of floats are made of that
        return static_cast<float>(static_cast<std::int32_t>(word >> shift & 0xFF));
      };
      return of_top * (of_low[j] * colour(a) + of_high[j] * colour(b)) +
             of_bottom * (of_low[j] * colour(c) + of_high[j] * colour(d));
    };
    y[3 * j] = mix(16);
    y[3 * j + 1] = mix(8);
    y[3 * j + 2] = mix(0);
  }
}

}  // namespace

void CropAndResize::cpu() const {
  const Index H = dim<"H">(*this), W = dim<"W">(*this), H_out = dim<"H_out">(*this),
              W_out = dim<"W_out">(*this);
  Columns columns;
  for (Index j = 0; j < W_out; ++j) {
    const auto at = SampleShares::at(sample_place(j, W_out, box.left, box.right), W);
    columns.low.push_back(static_cast<std::int32_t>(at.low));
    columns.high.push_back(static_cast<std::int32_t>(at.high));
    columns.of_low.push_back(at.of_low);
    columns.of_high.push_back(at.of_high);
  }
  const auto* const pixels = reinterpret_cast<const Word*>(picture.bytes());
  parallel_for(H_out, kCostPerPixel * static_cast<double>(W_out), [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const SampleShares row = SampleShares::at(sample_place(i, H_out, box.top, box.bottom), H);
      float* const to = y.data<float>() + i * W_out * 3;
      if (picture.numel() == 0 || row.is_outside())
        std::fill_n(to, W_out * 3, 0.0F);
      else
        sample_row(W_out, columns.low.data(), columns.high.data(), columns.of_low.data(),
                   columns.of_high.data(), pixels + row.low * W, row.of_low, pixels + row.high * W,
                   row.of_high, to);
    }
  });
}

}  // namespace posegrad::kernels

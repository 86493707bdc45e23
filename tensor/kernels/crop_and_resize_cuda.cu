#include "tensor/cuda/launch.h"
#include "tensor/kernels/crop_and_resize.h"

namespace posegrad::kernels {
namespace {

struct Sizes {
  Index H, W, H_out, W_out;
};

// One thread per sample, which takes a pixel as the word of its four bytes, blue the lowest.
__global__ void crop_kernel(Sizes s, PixelBox box, const std::uint32_t* __restrict__ picture,
                            float* __restrict__ y) {
  for (Index p = cuda::first_item(); p < s.H_out * s.W_out; p += cuda::item_step()) {
    const SampleShares row =
        SampleShares::at(sample_place(p / s.W_out, s.H_out, box.top, box.bottom), s.H);
    const SampleShares column =
        SampleShares::at(sample_place(p % s.W_out, s.W_out, box.left, box.right), s.W);
    const bool is_outside = row.is_outside() || column.is_outside();
    const auto pixel = [&](Index h, Index w) { return is_outside ? 0 : picture[h * s.W + w]; };
    const std::uint32_t a = pixel(row.low, column.low), b = pixel(row.low, column.high),
                        c = pixel(row.high, column.low), d = pixel(row.high, column.high);
    for (int k = 0; k < 3; ++k) {
      const auto colour = [&](std::uint32_t word) {
        return static_cast<float>(word >> (16 - 8 * k) & 0xFF);
      };
      y[3 * p + k] = row.of_low * (column.of_low * colour(a) + column.of_high * colour(b)) +
                     row.of_high * (column.of_low * colour(c) + column.of_high * colour(d));
    }
  }
}

}  // namespace

void CropAndResize::cuda() const {
  const Sizes sizes{dim<"H">(*this), dim<"W">(*this), dim<"H_out">(*this), dim<"W_out">(*this)};
  cuda::launch(cuda::blocks_for(sizes.H_out * sizes.W_out), cuda::kThreads, crop_kernel, sizes, box,
               reinterpret_cast<const std::uint32_t*>(picture.bytes()), y.data<float>());
}

}  // namespace posegrad::kernels

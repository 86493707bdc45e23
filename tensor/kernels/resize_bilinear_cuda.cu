#include "tensor/kernels/map_cuda.h"
#include "tensor/kernels/resize_bilinear.h"

namespace posegrad::kernels {
namespace {

struct Sizes {
  Index H, W, H_out, W_out;
  PixelCenters centers;
};

template <class Op>
Sizes sizes_of(const Op& op) {
  return {dim<"H">(op), dim<"W">(op), dim<"H_out">(op), dim<"W_out">(op), op.centers};
}

// One row of threads per pixel of y, neighbouring threads take neighbouring channels.
template <class T>
__global__ void resize_kernel(Index pixels, Index C, Sizes s, const T* __restrict__ x,
                              T* __restrict__ y) {
  for (Index p = first_row(); p < pixels; p += row_step()) {
    const Index j = p % s.W_out, i = p / s.W_out % s.H_out, n = p / (s.W_out * s.H_out);
    const PixelShares row = PixelShares::of(i, s.H, s.H_out, s.centers),
                      column = PixelShares::of(j, s.W, s.W_out, s.centers);
    const T* const top = x + (n * s.H + row.low) * s.W * C;
    const T* const bottom = x + (n * s.H + row.high) * s.W * C;
    const T of_top = static_cast<T>(1 - row.share), of_bottom = static_cast<T>(row.share),
            of_low = static_cast<T>(1 - column.share), of_high = static_cast<T>(column.share);
    const Index low = column.low * C, high = column.high * C;
    for (Index c = first_column(); c < C; c += column_step())
      y[p * C + c] = of_top * (of_low * top[low + c] + of_high * top[high + c]) +
                     of_bottom * (of_low * bottom[low + c] + of_high * bottom[high + c]);
  }
}

// One row of threads per pixel of dx; it adds up what was made of it, in order.
template <class T>
__global__ void resize_grad_kernel(Index pixels, Index C, Sizes s, const T* __restrict__ dy,
                                   T* __restrict__ dx) {
  for (Index p = first_row(); p < pixels; p += row_step()) {
    const Index w = p % s.W, h = p / s.W % s.H, n = p / (s.W * s.H);
    const PixelsMadeOf rows = PixelsMadeOf::pixel(h, s.H, s.H_out, s.centers),
                       columns = PixelsMadeOf::pixel(w, s.W, s.W_out, s.centers);
    for (Index c = first_column(); c < C; c += column_step()) {
      T sum = 0;
      for (Index i = rows.begin; i < rows.end; ++i) {
        const T of_row = static_cast<T>(PixelShares::of(i, s.H, s.H_out, s.centers).of_pixel(h));
        for (Index j = columns.begin; j < columns.end; ++j)
          sum += static_cast<T>(PixelShares::of(j, s.W, s.W_out, s.centers).of_pixel(w)) *
                 (of_row * dy[((n * s.H_out + i) * s.W_out + j) * C + c]);
      }
      dx[p * C + c] = sum;
    }
  }
}

}  // namespace

void ResizeBilinear::cuda() const {
  const Index C = dim<"C">(*this);
  if (y.numel() == 0) return;
  visit_float(info.name, y.dtype(), [&]<class T>() {
    launch_rows(y.numel() / C, C, resize_kernel<T>, sizes_of(*this), x.data<T>(), y.data<T>());
  });
}

void ResizeBilinearGrad::cuda() const {
  const Index C = dim<"C">(*this);
  if (dx.numel() == 0) return;
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    launch_rows(dx.numel() / C, C, resize_grad_kernel<T>, sizes_of(*this), dy.data<T>(),
                dx.data<T>());
  });
}

}  // namespace posegrad::kernels

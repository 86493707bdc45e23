#include <algorithm>
#include <vector>

#include "tensor/compiler.h"
#include "tensor/kernels/resize_bilinear.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerNumber = 0.5;  // nanoseconds

// Of a column of the new picture: where its two pixels begin in a row of the other.
template <class T>
struct Column {
  Index low, high;
  T of_low, of_high;
};

template <class T>
std::vector<Column<T>> columns_of(Index W, Index W_out, Index C, PixelCenters centers) {
  std::vector<Column<T>> columns;
  for (Index j = 0; j < W_out; ++j) {
    const PixelShares shares = PixelShares::of(j, W, W_out, centers);
    columns.push_back({shares.low * C, shares.high * C, static_cast<T>(1 - shares.share),
                       static_cast<T>(shares.share)});
  }
  return columns;
}

template <class T>
POSEGRAD_HOT void mix_rows(const Column<T>* columns, Index W_out, Index C, const T* __restrict top,
                           T of_top, const T* __restrict bottom, T of_bottom, T* __restrict y) {
  for (Index j = 0; j < W_out; ++j, y += C) {
    const Column<T> at = columns[j];
    for (Index c = 0; c < C; ++c)
      y[c] = of_top * (at.of_low * top[at.low + c] + at.of_high * top[at.high + c]) +
             of_bottom * (at.of_low * bottom[at.low + c] + at.of_high * bottom[at.high + c]);
  }
}

// Both pixels of a column may be the same one: the second sum reads what the first wrote.
template <class T>
POSEGRAD_HOT void add_row(const Column<T>* columns, Index W_out, Index C, const T* __restrict dy,
                          T share, T* __restrict dx) {
  for (Index j = 0; j < W_out; ++j, dy += C) {
    const Column<T> at = columns[j];
    for (Index c = 0; c < C; ++c) dx[at.low + c] += at.of_low * (share * dy[c]);
    for (Index c = 0; c < C; ++c) dx[at.high + c] += at.of_high * (share * dy[c]);
  }
}

}  // namespace

void ResizeBilinear::cpu() const {
  const Index H = dim<"H">(*this), W = dim<"W">(*this), C = dim<"C">(*this),
              H_out = dim<"H_out">(*this), W_out = dim<"W_out">(*this);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    const std::vector<Column<T>> columns = columns_of<T>(W, W_out, C, centers);
    const double cost = kCostPerNumber * static_cast<double>(W_out * C);
    parallel_for(dim<"N">(*this) * H_out, cost, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r) {
        const PixelShares row = PixelShares::of(r % H_out, H, H_out, centers);
        const T* const picture = x.data<T>() + r / H_out * H * W * C;
        mix_rows<T>(columns.data(), W_out, C, picture + row.low * W * C,
                    static_cast<T>(1 - row.share), picture + row.high * W * C,
                    static_cast<T>(row.share), y.data<T>() + r * W_out * C);
      }
    });
  });
}

// A row of dx adds up the rows of dy that were made of it, in their order.
void ResizeBilinearGrad::cpu() const {
  const Index H = dim<"H">(*this), W = dim<"W">(*this), C = dim<"C">(*this),
              H_out = dim<"H_out">(*this), W_out = dim<"W_out">(*this);
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    const std::vector<Column<T>> columns = columns_of<T>(W, W_out, C, centers);
    const Index rows_of_dy = H_out / H + 1;  // for one of dx, about
    const double cost = kCostPerNumber * static_cast<double>((W + 4 * W_out * rows_of_dy) * C);
    parallel_for(dim<"N">(*this) * H, cost, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r) {
        const Index n = r / H, h = r % H;
        T* const to = dx.data<T>() + r * W * C;
        std::fill_n(to, W * C, T{0});
        const PixelsMadeOf made = PixelsMadeOf::pixel(h, H, H_out, centers);
        for (Index i = made.begin; i < made.end; ++i)
          add_row<T>(columns.data(), W_out, C, dy.data<T>() + (n * H_out + i) * W_out * C,
                     static_cast<T>(PixelShares::of(i, H, H_out, centers).of_pixel(h)), to);
      }
    });
  });
}

}  // namespace posegrad::kernels

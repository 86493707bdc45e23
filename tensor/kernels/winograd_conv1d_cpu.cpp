#include <algorithm>

#include "tensor/blas.h"
#include "tensor/compiler.h"
#include "tensor/kernels/winograd_conv1d.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

using winograd::Part;
constexpr auto plain = blas::Op::plain;
constexpr auto transposed = blas::Op::transposed;

// v = B x for one tile: C channels of six frames, which lie `step` numbers apart.
template <class T>
POSEGRAD_HOT void transform_input(const T* const __restrict* x, Index C, T* __restrict v0,
                                  T* __restrict v1, T* __restrict v2, T* __restrict v3,
                                  T* __restrict v4, T* __restrict v5) {
  const T* __restrict x0 = x[0], * __restrict x1 = x[1], * __restrict x2 = x[2];
  const T* __restrict x3 = x[3], * __restrict x4 = x[4], * __restrict x5 = x[5];
  for (Index c = 0; c < C; ++c) {
    const T even = x4[c] - 4 * x2[c], odd = x3[c] - 4 * x1[c];
    const T near = x4[c] - x2[c], far = 2 * (x3[c] - x1[c]);
    v0[c] = 4 * x0[c] - 5 * x2[c] + x4[c];
    v1[c] = even + odd;
    v2[c] = even - odd;
    v3[c] = near + far;
    v4[c] = near - far;
    v5[c] = 4 * x1[c] - 5 * x3[c] + x5[c];
  }
}

// y = A^T m for one tile.
template <class T>
POSEGRAD_HOT void transform_output(const T* __restrict m, Index stride, Index C, T* __restrict y0,
                                   T* __restrict y1, T* __restrict y2, T* __restrict y3) {
  const T* __restrict m0 = m, * __restrict m1 = m + stride, * __restrict m2 = m + 2 * stride;
  const T* __restrict m3 = m + 3 * stride, * __restrict m4 = m + 4 * stride;
  const T* __restrict m5 = m + 5 * stride;
  for (Index c = 0; c < C; ++c) {
    const T s1 = m1[c] + m2[c], d1 = m1[c] - m2[c], s2 = m3[c] + m4[c], d2 = m3[c] - m4[c];
    y0[c] = m0[c] + s1 + s2;
    y1[c] = d1 + 2 * d2;
    y2[c] = s1 + 4 * s2;
    y3[c] = d1 + 8 * d2 + m5[c];
  }
}

template <class T>
class Convolution {
 public:
  explicit Convolution(const WinogradConv1d& op)
      : op_(op),
        C_in_(dim<"C_in">(op)),
        C_out_(dim<"C_out">(op)),
        parts_(winograd::parts_of(op.segments, op.dilation)) {
    for (const Part& part : parts_) tiles_ += part.plan.tile_rows;
  }

  void run() const {
    if (tiles_ > 0) {
      const Tensor v = Tensor::empty({kWinogradProducts, tiles_, C_in_}, op_.x.dtype());
      const Tensor m = Tensor::empty({kWinogradProducts, tiles_, C_out_}, op_.x.dtype());
      to_products(v.data<T>());
      for (Index p = 0; p < kWinogradProducts; ++p)
        blas::gemm<T>(plain, transposed, tiles_, C_out_, C_in_, 1, v.data<T>() + p * tiles_ * C_in_,
                      C_in_, op_.u.data<T>() + p * C_out_ * C_in_, C_in_, 0,
                      m.data<T>() + p * tiles_ * C_out_, C_out_);
      to_outputs(m.data<T>());
    }
    for (const Part& part : parts_) single_frames(part);
  }

 private:
  // Calls body(part, tile in the part, tile of all) for all tiles, in parallel.
  template <class Body>
  void for_tiles(Index C, const Body& body) const {
    parallel_for(tiles_, static_cast<double>(C), [&](Index begin, Index end) {
      auto part = parts_.begin();
      for (Index tile = begin; tile < end; ++tile) {
        while (tile - part->tile >= part->plan.tile_rows) ++part;
        body(*part, tile - part->tile, tile);
      }
    });
  }

  void to_products(T* v) const {
    const std::vector<T> nothing(static_cast<std::size_t>(C_in_));  // frames behind the end
    const Index plane = tiles_ * C_in_;
    for_tiles(C_in_, [&](const Part& part, Index tile, Index row) {
      const T* x[6];
      for (Index k = 0; k < 6; ++k) {
        const Index t = part.plan.frame(tile) + k * op_.dilation;
        x[k] = t < part.outputs + 2 * op_.dilation ? op_.x.data<T>() + (part.in + t) * C_in_
                                                   : nothing.data();
      }
      T* const to = v + row * C_in_;
      transform_input<T>(x, C_in_, to, to + plane, to + 2 * plane, to + 3 * plane, to + 4 * plane,
                         to + 5 * plane);
    });
  }

  void to_outputs(const T* m) const {
    for_tiles(C_out_, [&](const Part& part, Index tile, Index row) {
      thread_local std::vector<T> outside;  // takes what a tile has behind the end
      outside.resize(static_cast<std::size_t>(4 * C_out_));
      T* y[4];
      for (Index j = 0; j < 4; ++j) {
        const Index t = part.plan.frame(tile) + j * op_.dilation;
        y[j] = t < part.outputs ? op_.y.data<T>() + (part.out + t) * C_out_
                                : outside.data() + j * C_out_;
      }
      transform_output<T>(m + row * C_out_, tiles_ * C_out_, C_out_, y[0], y[1], y[2], y[3]);
    });
  }

  // Frames that fill no tile: one product per tap.
  void single_frames(const Part& part) const {
    const Index frames = part.outputs - part.plan.direct;
    if (frames == 0) return;
    for (Index k = 0; k < 3; ++k)
      blas::gemm<T>(plain, transposed, frames, C_out_, C_in_, 1,
                    op_.x.data<T>() + (part.in + part.plan.direct + k * op_.dilation) * C_in_,
                    C_in_, op_.w.data<T>() + k * C_in_, 3 * C_in_, k == 0 ? T{0} : T{1},
                    op_.y.data<T>() + (part.out + part.plan.direct) * C_out_, C_out_);
  }

  const WinogradConv1d& op_;
  Index C_in_, C_out_;
  std::vector<Part> parts_;
  Index tiles_ = 0;
};

}  // namespace

void WinogradWeights::cpu() const {
  visit_float(info.name, w.dtype(), [&]<class T>() {
    const Index C_out = dim<"C_out">(*this), C_in = dim<"C_in">(*this);
    const T* const from = w.data<T>();
    T* const to = u.data<T>();
    for (Index p = 0; p < kWinogradProducts; ++p)
      for (Index o = 0; o < C_out; ++o)
        for (Index i = 0; i < C_in; ++i) {
          double sum = 0;
          for (Index k = 0; k < 3; ++k)
            sum += winograd::kG[p][k] * static_cast<double>(from[(o * 3 + k) * C_in + i]);
          to[(p * C_out + o) * C_in + i] = static_cast<T>(sum);
        }
  });
}

void WinogradConv1d::cpu() const {
  visit_float(info.name, y.dtype(), [&]<class T>() { Convolution<T>(*this).run(); });
}

}  // namespace posegrad::kernels

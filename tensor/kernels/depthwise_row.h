#pragma once
#include <algorithm>
#include <vector>

#include "tensor/compiler.h"
#include "tensor/kernels/conv2d.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/simd.h"

namespace posegrad::kernels {

// to[c] += a[c] b[c]
template <class T>
POSEGRAD_HOT void add_product(Index C, const T* __restrict a, const T* __restrict b,
                              T* __restrict to) {
  for (Index c = 0; c < C; ++c) to[c] += a[c] * b[c];
}

/// A row of a depthwise convolution's outputs on the CPU, with bias and bounds.
template <class T>
class DepthwiseRow {
 public:
  /// h, w: the filter's walk; C channels; w (K_h, K_w, C); bias (C), null: zeros.
  DepthwiseRow(const WindowAxis& h, const WindowAxis& w, Index C, const T* weights, const T* bias,
               T low, T high)
      : h_(h), w_(w), C_(C), weights_(weights), low_(low), high_(high) {
    is_3x3_ = h.taps == 3 && w.taps == 3 && w.out >= kTogether &&
              (w.stride == 1 || w.stride == 2) &&
              C * static_cast<Index>(sizeof(T)) >= 64;  // a vector, however long
    zeros_.assign(static_cast<std::size_t>(C), T{0});
    bias_ = bias == nullptr ? zeros_.data() : bias;
  }
  DepthwiseRow(const DepthwiseRow&) = delete;
  DepthwiseRow& operator=(const DepthwiseRow&) = delete;

  /// rows: for each of the K_h taps where its row of W pixels begins, null outside of the picture;
  /// y: W_out pixels.
  void operator()(const T* const* rows, T* y) const {
    if (is_3x3_ && w_.stride == 1)
      of_3x3<1>(rows, y);
    else if (is_3x3_)
      of_3x3<2>(rows, y);
    else
      of_any(rows, y);
  }

 private:
  static constexpr int kTogether = 4;  // outputs

  /// Filters of 3 x 3: Q outputs beside each other, which share what they read, for all channels in
  /// vectors; the last vector may take some a second time. x: where their 3 rows of pixels lie.
  template <int kStride, int Q>
  struct Filter3x3 {
    static constexpr int kPixels = 3 + (Q - 1) * kStride;  // of a row

    template <int kBytes>
    POSEGRAD_INLINE static void run(Index C, const T* const* x, const T* w, const T* bias, T low,
                                    T high, T* y) {
      using Simd = posegrad::Simd<T, kBytes>;
      const T *pixel[3][kPixels], *weight[3][3];
      for (int k = 0; k < 3; ++k) {
        for (int i = 0; i < kPixels; ++i) pixel[k][i] = x[k * kPixels + i];
        for (int l = 0; l < 3; ++l) weight[k][l] = w + (3 * k + l) * C;
      }
      typename Simd::Vector least, most, sum[Q], of_x, of_w[3];
      Simd::fill(least, low);
      Simd::fill(most, high);
      for (Index next = 0; next < C; next += Simd::kLanes) {
        const Index c = std::min(next, C - Simd::kLanes);
#pragma GCC unroll 4
        for (int q = 0; q < Q; ++q) Simd::load(sum[q], bias + c);
#pragma GCC unroll 3
        for (int k = 0; k < 3; ++k) {
#pragma GCC unroll 3
          for (int l = 0; l < 3; ++l) Simd::load(of_w[l], weight[k][l] + c);
#pragma GCC unroll 9
          for (int i = 0; i < kPixels; ++i) {
            Simd::load(of_x, pixel[k][i] + c);
#pragma GCC unroll 4
            for (int q = 0; q < Q; ++q)
              if (i >= q * kStride && i < q * kStride + 3) sum[q] += of_w[i - q * kStride] * of_x;
          }
        }
#pragma GCC unroll 4
        for (int q = 0; q < Q; ++q) {
          Simd::clamp(sum[q], least, most);
          Simd::store(sum[q], y + q * C + c);
        }
      }
    }
  };

  // The last tile may take some outputs a second time.
  template <int kStride>
  void of_3x3(const T* const* rows, T* y) const {
    using Filter = Filter3x3<kStride, kTogether>;
    for (Index next = 0; next < w_.out; next += kTogether) {
      const Index q = std::min(next, w_.out - kTogether);
      const T* pixel[3 * Filter::kPixels];
      for (Index k = 0; k < 3; ++k)
        for (Index i = 0; i < Filter::kPixels; ++i) {
          const Index s = w_.at(q, i);
          pixel[k * Filter::kPixels + i] =
              rows[k] != nullptr && w_.has(s) ? rows[k] + s * C_ : zeros_.data();
        }
      run_simd<Filter>(C_, static_cast<const T* const*>(pixel), weights_, bias_, low_, high_,
                       y + q * C_);
    }
  }

  void of_any(const T* const* rows, T* y) const {
    for (Index q = 0; q < w_.out; ++q) {
      T* const to = y + q * C_;
      std::copy_n(bias_, C_, to);
      for (Index k = 0; k < h_.taps; ++k)
        for (Index l = 0; l < w_.taps; ++l) {
          const Index s = w_.at(q, l);
          if (rows[k] != nullptr && w_.has(s))
            add_product(C_, rows[k] + s * C_, weights_ + (k * w_.taps + l) * C_, to);
        }
      for (Index c = 0; c < C_; ++c) to[c] = Clamp::f(to[c], low_, high_);
    }
  }

  WindowAxis h_, w_;
  Index C_;
  const T *weights_, *bias_;
  T low_, high_;
  std::vector<T> zeros_;
  bool is_3x3_ = false;
};

}  // namespace posegrad::kernels

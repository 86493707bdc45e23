#include <algorithm>
#include <vector>

#include "tensor/compiler.h"
#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/parallel.h"
#include "tensor/simd.h"

namespace posegrad::kernels {
namespace {

constexpr double kNsPerTap = 0.02;

// to[c] += a[c] b[c]
template <class T>
POSEGRAD_HOT void add_product(Index C, const T* __restrict a, const T* __restrict b,
                              T* __restrict to) {
  for (Index c = 0; c < C; ++c) to[c] += a[c] * b[c];
}

template <class T>
POSEGRAD_HOT void clamp_row(Index C, T low, T high, T* y) {
  for (Index c = 0; c < C; ++c) y[c] = Clamp::f(y[c], low, high);
}

// Calls use(k, l, r, s) for the taps of output (p, q) that lie in the picture.
template <class Use>
void for_taps(const DepthwiseGeometry& g, Index p, Index q, const Use& use) {
  for (Index k = 0; k < g.h.taps; ++k)
    for (Index l = 0; l < g.w.taps; ++l) {
      const Index r = g.h.at(p, k), s = g.w.at(q, l);
      if (g.h.has(r) && g.w.has(s)) use(k, l, r, s);
    }
}

// Filters of 3 x 3: Q outputs beside each other, which share what they read, for all channels in
// vectors; the last vector may take some a second time. x: where their 3 rows of pixels lie.
template <class T, int kStride, int Q>
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

// A row of outputs. The last tile may take some outputs a second time.
template <int kStride, int Q, class T>
void row_3x3(const DepthwiseGeometry& g, Index n, Index p, const T* x, const T* zeros, const T* w,
             const T* bias, T low, T high, T* y) {
  using Filter = Filter3x3<T, kStride, Q>;
  for (Index next = 0; next < g.w.out; next += Q) {
    const Index q = std::min(next, g.w.out - Q);
    const T* pixel[3 * Filter::kPixels];
    for (Index k = 0; k < 3; ++k)
      for (Index i = 0; i < Filter::kPixels; ++i) {
        const Index r = g.h.at(p, k), s = g.w.at(q, i);
        pixel[k * Filter::kPixels + i] = g.h.has(r) && g.w.has(s) ? x + g.in(n, r, s) : zeros;
      }
    run_simd<Filter>(g.C, static_cast<const T* const*>(pixel), w, bias, low, high,
                     y + g.out(n, p, q));
  }
}

// A row of outputs of any filter.
template <class T>
void row_of_any(const DepthwiseGeometry& g, Index n, Index p, const T* x, const T* w, const T* bias,
                T low, T high, T* y) {
  for (Index q = 0; q < g.w.out; ++q) {
    T* const to = y + g.out(n, p, q);
    std::copy_n(bias, g.C, to);
    for_taps(g, p, q, [&](Index k, Index l, Index r, Index s) {
      add_product(g.C, x + g.in(n, r, s), w + g.weight(k, l), to);
    });
    clamp_row(g.C, low, high, to);
  }
}

template <class T>
void forward(const DepthwiseGeometry& g, const T* x, const T* w, const T* bias, T low, T high,
             T* y) {
  constexpr int Q = 4;
  const bool is_3x3 = g.h.taps == 3 && g.w.taps == 3 && g.w.out >= Q &&
                      g.C * static_cast<Index>(sizeof(T)) >= 64;  // a vector, however long
  thread_local std::vector<T> of_caller;
  of_caller.assign(static_cast<std::size_t>(g.C), T{0});
  const T* const zeros = of_caller.data();
  if (bias == nullptr) bias = zeros;
  const double cost = kNsPerTap * static_cast<double>(g.w.out * g.C * g.h.taps * g.w.taps);
  parallel_for(g.N * g.h.out, cost, [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) {
      const Index n = row / g.h.out, p = row % g.h.out;
      if (is_3x3 && g.w.stride == 1)
        row_3x3<1, Q>(g, n, p, x, zeros, w, bias, low, high, y);
      else if (is_3x3 && g.w.stride == 2)
        row_3x3<2, Q>(g, n, p, x, zeros, w, bias, low, high, y);
      else
        row_of_any(g, n, p, x, w, bias, low, high, y);
    }
  });
}

template <class Op>
void run_forward(const Op& op, const Tensor& bias, double low, double high) {
  visit_float(Op::info.name, op.y.dtype(), [&]<class T>() {
    forward(DepthwiseGeometry(op), op.x.template data<T>(), op.w.template data<T>(),
            bias.defined() ? bias.data<T>() : nullptr, rounded<T>(low), rounded<T>(high),
            op.y.template data<T>());
  });
}

// Pictures in parallel: the sums of one are formed in order.
template <class T>
void grad_x(const DepthwiseGeometry& g, const T* dy, const T* w, T* dx) {
  parallel_for(g.N, kNsPerTap * static_cast<double>(g.out(1, 0, 0) * g.h.taps * g.w.taps),
               [&](Index begin, Index end) {
                 std::fill(dx + g.in(begin, 0, 0), dx + g.in(end, 0, 0), T{0});
                 for (Index n = begin; n < end; ++n)
                   for (Index p = 0; p < g.h.out; ++p)
                     for (Index q = 0; q < g.w.out; ++q)
                       for_taps(g, p, q, [&](Index k, Index l, Index r, Index s) {
                         add_product(g.C, dy + g.out(n, p, q), w + g.weight(k, l),
                                     dx + g.in(n, r, s));
                       });
               });
}

template <class T>
void grad_w(const DepthwiseGeometry& g, const T* dy, const T* x, T* dw) {
  parallel_for(g.h.taps * g.w.taps, kNsPerTap * static_cast<double>(g.out(g.N, 0, 0)),
               [&](Index begin, Index end) {
                 std::fill(dw + begin * g.C, dw + end * g.C, T{0});
                 for (Index n = 0; n < g.N; ++n)
                   for (Index p = 0; p < g.h.out; ++p)
                     for (Index q = 0; q < g.w.out; ++q)
                       for (Index tap = begin; tap < end; ++tap) {
                         const Index r = g.h.at(p, tap / g.w.taps), s = g.w.at(q, tap % g.w.taps);
                         if (g.h.has(r) && g.w.has(s))
                           add_product(g.C, dy + g.out(n, p, q), x + g.in(n, r, s), dw + tap * g.C);
                       }
               });
}

}  // namespace

void DepthwiseConv2d::cpu() const { run_forward(*this, {}, -kUnbounded, kUnbounded); }
void DepthwiseBiasClamp::cpu() const { run_forward(*this, b, low, high); }

void DepthwiseConv2dGradX::cpu() const {
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    grad_x(DepthwiseGeometry(*this), dy.data<T>(), w.data<T>(), dx.data<T>());
  });
}

void DepthwiseConv2dGradW::cpu() const {
  visit_float(info.name, dw.dtype(), [&]<class T>() {
    grad_w(DepthwiseGeometry(*this), dy.data<T>(), x.data<T>(), dw.data<T>());
  });
}

}  // namespace posegrad::kernels

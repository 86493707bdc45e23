#include <algorithm>

#include "tensor/compiler.h"
#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kNsPerTap = 0.05;

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

template <class T>
void forward(const DepthwiseGeometry& g, const T* x, const T* w, const T* bias, T low, T high,
             T* y) {
  const double cost = kNsPerTap * static_cast<double>(g.w.out * g.C * g.h.taps * g.w.taps);
  parallel_for(g.N * g.h.out, cost, [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row)
      for (Index q = 0; q < g.w.out; ++q) {
        const Index n = row / g.h.out, p = row % g.h.out;
        T* const to = y + g.out(n, p, q);
        bias == nullptr ? std::fill_n(to, g.C, T{0}) : std::copy_n(bias, g.C, to);
        for_taps(g, p, q, [&](Index k, Index l, Index r, Index s) {
          add_product(g.C, x + g.in(n, r, s), w + g.weight(k, l), to);
        });
        clamp_row(g.C, low, high, to);
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

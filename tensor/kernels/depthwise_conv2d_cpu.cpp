#include <algorithm>
#include <vector>

#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/depthwise_row.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kNsPerTap = 0.06;

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
  const DepthwiseRow<T> row(g.h, g.w, g.C, w, bias, low, high);
  const double cost = kNsPerTap * static_cast<double>(g.w.out * g.C * g.h.taps * g.w.taps);
  parallel_for(g.N * g.h.out, cost, [&](Index begin, Index end) {
    std::vector<const T*> rows(static_cast<std::size_t>(g.h.taps));
    for (Index i = begin; i < end; ++i) {
      const Index n = i / g.h.out, p = i % g.h.out;
      for (Index k = 0; k < g.h.taps; ++k) {
        const Index r = g.h.at(p, k);
        rows[static_cast<std::size_t>(k)] = g.h.has(r) ? x + g.in(n, r, 0) : nullptr;
      }
      row(rows.data(), y + g.out(n, p, 0));
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

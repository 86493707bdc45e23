// One thread for each number of a result, neighbouring threads neighbouring channels; its sum in the
// order of the formula.

#include "tensor/cuda/launch.h"
#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/pointwise.h"

namespace posegrad::kernels {
namespace {

// bias: null if there is none.
template <class T>
__global__ void depthwise_kernel(DepthwiseGeometry g, Index numbers, const T* __restrict__ x,
                                 const T* __restrict__ w, const T* __restrict__ bias, T low, T high,
                                 T* __restrict__ y) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step()) {
    const Index c = e % g.C, q = e / g.C % g.w.out, p = e / (g.C * g.w.out) % g.h.out,
                n = e / (g.C * g.w.out * g.h.out);
    T sum = bias == nullptr ? T{0} : bias[c];
    for (Index k = 0; k < g.h.taps; ++k)
      for (Index l = 0; l < g.w.taps; ++l) {
        const Index r = g.h.at(p, k), s = g.w.at(q, l);
        if (g.h.has(r) && g.w.has(s)) sum += w[g.weight(k, l) + c] * x[g.in(n, r, s) + c];
      }
    y[e] = Clamp::f(sum, low, high);
  }
}

template <class T>
__global__ void grad_x_kernel(DepthwiseGeometry g, Index numbers, const T* __restrict__ dy,
                              const T* __restrict__ w, T* __restrict__ dx) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step()) {
    const Index c = e % g.C, s = e / g.C % g.w.size, r = e / (g.C * g.w.size) % g.h.size,
                n = e / (g.C * g.w.size * g.h.size);
    T sum = 0;
    for (Index k = 0; k < g.h.taps; ++k)
      for (Index l = 0; l < g.w.taps; ++l) {
        const Index p = g.h.from(r, k), q = g.w.from(s, l);
        if (p >= 0 && q >= 0) sum += w[g.weight(k, l) + c] * dy[g.out(n, p, q) + c];
      }
    dx[e] = sum;
  }
}

template <class T>
__global__ void grad_w_kernel(DepthwiseGeometry g, Index numbers, const T* __restrict__ dy,
                              const T* __restrict__ x, T* __restrict__ dw) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step()) {
    const Index c = e % g.C, l = e / g.C % g.w.taps, k = e / (g.C * g.w.taps);
    T sum = 0;
    for (Index n = 0; n < g.N; ++n)
      for (Index p = 0; p < g.h.out; ++p)
        for (Index q = 0; q < g.w.out; ++q) {
          const Index r = g.h.at(p, k), s = g.w.at(q, l);
          if (g.h.has(r) && g.w.has(s)) sum += dy[g.out(n, p, q) + c] * x[g.in(n, r, s) + c];
        }
    dw[e] = sum;
  }
}

template <class Op>
void run_forward(const Op& op, const Tensor& bias, double low, double high) {
  visit_float(Op::info.name, op.y.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(op.y.numel()), cuda::kThreads, depthwise_kernel<T>,
                 DepthwiseGeometry(op), op.y.numel(), op.x.template data<T>(),
                 op.w.template data<T>(), bias.defined() ? bias.data<T>() : nullptr,
                 rounded<T>(low), rounded<T>(high), op.y.template data<T>());
  });
}

}  // namespace

void DepthwiseConv2d::cuda() const { run_forward(*this, {}, -kUnbounded, kUnbounded); }
void DepthwiseBiasClamp::cuda() const { run_forward(*this, b, low, high); }

void DepthwiseConv2dGradX::cuda() const {
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(dx.numel()), cuda::kThreads, grad_x_kernel<T>,
                 DepthwiseGeometry(*this), dx.numel(), dy.data<T>(), w.data<T>(), dx.data<T>());
  });
}

void DepthwiseConv2dGradW::cuda() const {
  visit_float(info.name, dw.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(dw.numel()), cuda::kThreads, grad_w_kernel<T>,
                 DepthwiseGeometry(*this), dw.numel(), dy.data<T>(), x.data<T>(), dw.data<T>());
  });
}

}  // namespace posegrad::kernels

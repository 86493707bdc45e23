// One thread for each number of a result, neighbouring threads neighbouring channels; its sum in the
// order of the formula.

#include "tensor/cuda/launch.h"
#include "tensor/kernels/conv2d.h"
#include "tensor/kernels/pointwise.h"

namespace posegrad::kernels {
namespace {

// bias: null if there is none.
template <class T>
__global__ void conv2d_kernel(Conv2dGeometry g, Index numbers, const T* __restrict__ x,
                              const T* __restrict__ w, const T* __restrict__ bias, T low, T high,
                              T* __restrict__ y) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step()) {
    const Index o = e % g.C_out, q = e / g.C_out % g.w.out, p = e / (g.C_out * g.w.out) % g.h.out,
                n = e / (g.C_out * g.w.out * g.h.out);
    T sum = bias == nullptr ? T{0} : bias[o];
    for (Index k = 0; k < g.h.taps; ++k)
      for (Index l = 0; l < g.w.taps; ++l) {
        const Index r = g.h.at(p, k), s = g.w.at(q, l);
        if (!g.h.has(r) || !g.w.has(s)) continue;
        const T* const from = x + g.in(n, r, s) + o / g.C_group_out * g.C_group;
        for (Index i = 0; i < g.C_group; ++i) sum += w[g.weight(k, l, i, o)] * from[i];
      }
    y[e] = Clamp::f(sum, low, high);
  }
}

template <class T>
__global__ void grad_x_kernel(Conv2dGeometry g, Index numbers, const T* __restrict__ dy,
                              const T* __restrict__ w, T* __restrict__ dx) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step()) {
    const Index c = e % g.C_in, s = e / g.C_in % g.w.size, r = e / (g.C_in * g.w.size) % g.h.size,
                n = e / (g.C_in * g.w.size * g.h.size);
    const Index first = c / g.C_group * g.C_group_out, i = c % g.C_group;
    T sum = 0;
    for (Index k = 0; k < g.h.taps; ++k)
      for (Index l = 0; l < g.w.taps; ++l) {
        const Index p = g.h.from(r, k), q = g.w.from(s, l);
        if (p < 0 || q < 0) continue;
        for (Index o = first; o < first + g.C_group_out; ++o)
          sum += w[g.weight(k, l, i, o)] * dy[g.out(n, p, q) + o];
      }
    dx[e] = sum;
  }
}

template <class T>
__global__ void grad_w_kernel(Conv2dGeometry g, Index numbers, const T* __restrict__ dy,
                              const T* __restrict__ x, T* __restrict__ dw) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step()) {
    const Index o = e % g.C_out, i = e / g.C_out % g.C_group,
                l = e / (g.C_out * g.C_group) % g.w.taps, k = e / (g.C_out * g.C_group * g.w.taps);
    T sum = 0;
    for (Index n = 0; n < g.N; ++n)
      for (Index p = 0; p < g.h.out; ++p)
        for (Index q = 0; q < g.w.out; ++q) {
          const Index r = g.h.at(p, k), s = g.w.at(q, l);
          if (g.h.has(r) && g.w.has(s))
            sum += dy[g.out(n, p, q) + o] * x[g.in(n, r, s) + o / g.C_group_out * g.C_group + i];
        }
    dw[e] = sum;
  }
}

template <class Op>
void run_forward(const Op& op, const Tensor& bias, double low, double high) {
  visit_float(Op::info.name, op.y.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(op.y.numel()), cuda::kThreads, conv2d_kernel<T>,
                 Conv2dGeometry(op), op.y.numel(), op.x.template data<T>(), op.w.template data<T>(),
                 bias.defined() ? bias.data<T>() : nullptr, rounded<T>(low), rounded<T>(high),
                 op.y.template data<T>());
  });
}

}  // namespace

void Conv2d::cuda() const { run_forward(*this, {}, -kUnbounded, kUnbounded); }
void Conv2dBiasClamp::cuda() const { run_forward(*this, b, low, high); }

void Conv2dGradX::cuda() const {
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(dx.numel()), cuda::kThreads, grad_x_kernel<T>,
                 Conv2dGeometry(*this), dx.numel(), dy.data<T>(), w.data<T>(), dx.data<T>());
  });
}

void Conv2dGradW::cuda() const {
  visit_float(info.name, dw.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(dw.numel()), cuda::kThreads, grad_w_kernel<T>,
                 Conv2dGeometry(*this), dw.numel(), dy.data<T>(), x.data<T>(), dw.data<T>());
  });
}

}  // namespace posegrad::kernels

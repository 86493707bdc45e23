// Three ways to turn a convolution into matrix products; x is (N, L, C_in), w is (C_out, K, C_in),
// both row-major.
//
// windows  stride = K, dilation = 1, nothing left over: the windows of all samples are the rows of
// x read as
//          (N*L_out, K*C_in), and one product does everything. So does K = 1.
// shifted  long samples: for each tap k, the rows k*dilation + t*stride of a sample, a matrix whose
// rows lie
//          stride*C_in apart, times w[:,k,:]. K accumulating products per sample, nothing is
//          copied.
// gathered short samples, whose products would be too small: the windows of some samples are copied
// side by side
//          into a matrix (rows, K*C_in), then one product for these samples.

#include <algorithm>
#include <cstring>

#include "tensor/blas.h"
#include "tensor/kernels/conv1d.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

using blas::gemm;
constexpr auto plain = blas::Op::plain;
constexpr auto transposed = blas::Op::transposed;

constexpr Index kLongSample = 192;  // output frames from which `shifted` beats `gathered`
constexpr Index kThinSample =
    64;  // channels below which K products over a long sample are too thin
constexpr Index kGatheredRows =
    1024;  // rows of one gathered product: enough for GEMM, still in the last cache

struct Geometry : Conv1dGeometry {
  using Conv1dGeometry::Conv1dGeometry;

  bool long_samples() const { return (L_out >= kLongSample || N == 1) && C_in >= kThinSample; }
  Index samples_per_gather() const {
    return std::max<Index>(1, kGatheredRows / std::max<Index>(L_out, 1));
  }
};

// Window rows of samples [first, last): out[(n - first)*L_out + t, k, :] = x[n, t*stride +
// k*dilation, :].
template <class T>
void gather_windows(const Geometry& g, const T* x, Index first, Index last, T* out) {
  const Index rows = (last - first) * g.L_out;
  parallel_for(rows, 0.2 * static_cast<double>(g.K * g.C_in), [&](Index begin, Index end) {
    for (Index row = begin; row < end; ++row) {
      const Index n = first + row / g.L_out, t = row % g.L_out;
      for (Index k = 0; k < g.K; ++k)
        std::memcpy(out + (row * g.K + k) * g.C_in,
                    x + (n * g.L + t * g.stride + k * g.dilation) * g.C_in,
                    static_cast<std::size_t>(g.C_in) * sizeof(T));
    }
  });
}

// The transpose of gather_windows: adds every window row back to the frames it came from. Samples
// in parallel, taps and frames of one sample in order: the same sum for any number of threads.
template <class T>
void scatter_windows(const Geometry& g, const T* rows, Index first, Index last, T* dx) {
  parallel_for(
      last - first, static_cast<double>(g.L_out * g.K * g.C_in), [&](Index begin, Index end) {
        for (Index n = begin; n < end; ++n)
          for (Index t = 0; t < g.L_out; ++t)
            for (Index k = 0; k < g.K; ++k) {
              const T* const from = rows + ((n * g.L_out + t) * g.K + k) * g.C_in;
              T* const to = dx + ((first + n) * g.L + t * g.stride + k * g.dilation) * g.C_in;
              for (Index i = 0; i < g.C_in; ++i) to[i] += from[i];
            }
      });
}

// Calls body(first, last, buffer) for groups of samples; buffer holds their gathered rows.
template <class T, class Body>
void for_gathered_groups(const Geometry& g, DType dtype, const Body& body) {
  const Index step = std::min(g.samples_per_gather(), g.N);
  const Tensor buffer = Tensor::empty({step * g.L_out, g.K * g.C_in}, dtype);
  for (Index first = 0; first < g.N; first += step)
    body(first, std::min(first + step, g.N), buffer.data<T>());
}

template <class T>
void forward(const Geometry& g, DType dtype, const T* x, const T* w, T* y) {
  const Index window = g.window();
  if (g.is_windows())
    return gemm<T>(plain, transposed, g.N * g.L_out, g.C_out, window, 1, x, window, w, window, 0, y,
                   g.C_out);
  if (g.long_samples()) {
    for (Index n = 0; n < g.N; ++n)
      for (Index k = 0; k < g.K; ++k)
        gemm<T>(plain, transposed, g.L_out, g.C_out, g.C_in, 1,
                x + (n * g.L + k * g.dilation) * g.C_in, g.stride * g.C_in, w + k * g.C_in, window,
                k == 0 ? T{0} : T{1}, y + n * g.L_out * g.C_out, g.C_out);
    return;
  }
  for_gathered_groups<T>(g, dtype, [&](Index first, Index last, T* rows) {
    gather_windows(g, x, first, last, rows);
    gemm<T>(plain, transposed, (last - first) * g.L_out, g.C_out, window, 1, rows, window, w,
            window, 0, y + first * g.L_out * g.C_out, g.C_out);
  });
}

template <class T>
void grad_x(const Geometry& g, DType dtype, const T* dy, const T* w, T* dx) {
  const Index window = g.window();
  if (g.is_windows())
    return gemm<T>(plain, plain, g.N * g.L_out, window, g.C_out, 1, dy, g.C_out, w, window, 0, dx,
                   window);
  std::fill_n(dx, g.N * g.L * g.C_in, T{0});
  if (g.long_samples()) {
    for (Index n = 0; n < g.N; ++n)
      for (Index k = 0; k < g.K; ++k)
        gemm<T>(plain, plain, g.L_out, g.C_in, g.C_out, 1, dy + n * g.L_out * g.C_out, g.C_out,
                w + k * g.C_in, window, 1, dx + (n * g.L + k * g.dilation) * g.C_in,
                g.stride * g.C_in);
    return;
  }
  for_gathered_groups<T>(g, dtype, [&](Index first, Index last, T* rows) {
    gemm<T>(plain, plain, (last - first) * g.L_out, window, g.C_out, 1,
            dy + first * g.L_out * g.C_out, g.C_out, w, window, 0, rows, window);
    scatter_windows(g, rows, first, last, dx);
  });
}

template <class T>
void grad_w(const Geometry& g, DType dtype, const T* dy, const T* x, T* dw) {
  const Index window = g.window();
  if (g.is_windows())
    return gemm<T>(transposed, plain, g.C_out, window, g.N * g.L_out, 1, dy, g.C_out, x, window, 0,
                   dw, window);
  if (g.long_samples()) {
    for (Index n = 0; n < g.N; ++n)
      for (Index k = 0; k < g.K; ++k)
        gemm<T>(transposed, plain, g.C_out, g.C_in, g.L_out, 1, dy + n * g.L_out * g.C_out, g.C_out,
                x + (n * g.L + k * g.dilation) * g.C_in, g.stride * g.C_in, n == 0 ? T{0} : T{1},
                dw + k * g.C_in, window);
    return;
  }
  for_gathered_groups<T>(g, dtype, [&](Index first, Index last, T* rows) {
    gather_windows(g, x, first, last, rows);
    gemm<T>(transposed, plain, g.C_out, window, (last - first) * g.L_out, 1,
            dy + first * g.L_out * g.C_out, g.C_out, rows, window, first == 0 ? T{0} : T{1}, dw,
            window);
  });
}

}  // namespace

void Conv1d::cpu() const {
  const Geometry g(*this);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    if (g.C_in == 0)
      std::fill_n(y.data<T>(), y.numel(), T{0});
    else
      forward<T>(g, y.dtype(), x.data<T>(), w.data<T>(), y.data<T>());
  });
}

void Conv1dGradX::cpu() const {
  const Geometry g(*this);
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    grad_x<T>(g, dx.dtype(), dy.data<T>(), w.data<T>(), dx.data<T>());
  });
}

void Conv1dGradW::cpu() const {
  const Geometry g(*this);
  visit_float(info.name, dw.dtype(), [&]<class T>() {
    if (g.N == 0)
      std::fill_n(dw.data<T>(), dw.numel(), T{0});
    else
      grad_w<T>(g, dw.dtype(), dy.data<T>(), x.data<T>(), dw.data<T>());
  });
}

}  // namespace posegrad::kernels

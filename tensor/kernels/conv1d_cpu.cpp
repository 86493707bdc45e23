// Three ways to turn a convolution into matrix products; x is (N, L, C_in), w is (C_out, K, C_in),
// both row-major.
//
// windows   stride = K, dilation = 1, nothing left over: x read as (N*L_out, K*C_in) is the matrix
//           of all windows, and one product does everything. So does K = 1.
// shifted   long samples: for each tap k, the rows k*dilation + t*stride of a sample, a matrix with
//           rows stride*C_in apart, times w[:,k,:]. K accumulating products per sample, nothing is
//           copied.
// gathered  short samples, whose products would be too small: the windows of some samples are
//           copied side by side into a matrix (rows, K*C_in), then one product for these samples.

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
constexpr Index kThinSample = 64;   // channels below which products over a long sample are too thin
constexpr Index kGatheredRows = 1024;  // of one product: enough for GEMM, still in the last cache

bool is_shifted(const Conv1dGeometry& g) {
  return !g.is_windows() && (g.L_out >= kLongSample || g.N == 1) && g.C_in >= kThinSample;
}

// Window rows of some samples: out[n*L_out + t, k, :] = x[n, t*stride + k*dilation, :].
template <class T>
void gather_windows(const Conv1dGeometry& g, const T* x, Index samples, T* out) {
  parallel_for(samples * g.L_out, 0.2 * static_cast<double>(g.window()),
               [&](Index begin, Index end) {
                 for (Index row = begin; row < end; ++row) {
                   const Index n = row / g.L_out, t = row % g.L_out;
                   for (Index k = 0; k < g.K; ++k)
                     std::memcpy(out + (row * g.K + k) * g.C_in, x + g.in(n, t, k),
                                 static_cast<std::size_t>(g.C_in) * sizeof(T));
                 }
               });
}

// The transpose of gather_windows: adds every window row back to the frames it came from. Samples
// in parallel, taps and frames of one sample in order: the same sum for any number of threads.
template <class T>
void scatter_windows(const Conv1dGeometry& g, const T* rows, Index samples, T* dx) {
  parallel_for(samples, static_cast<double>(g.L_out * g.window()), [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n)
      for (Index t = 0; t < g.L_out; ++t)
        for (Index k = 0; k < g.K; ++k) {
          const T* const from = rows + ((n * g.L_out + t) * g.K + k) * g.C_in;
          T* const to = dx + g.in(n, t, k);
          for (Index i = 0; i < g.C_in; ++i) to[i] += from[i];
        }
  });
}

// Calls body(first, samples, rows) for groups of samples; `rows` has room for their windows.
template <class T, class Body>
void for_groups(const Conv1dGeometry& g, const Body& body) {
  const Index step = std::min(std::max<Index>(kGatheredRows / std::max<Index>(g.L_out, 1), 1), g.N);
  const Tensor buffer = Tensor::empty({step * g.L_out, g.window()}, dtype_of<T>);
  for (Index first = 0; first < g.N; first += step)
    body(first, std::min(step, g.N - first), buffer.data<T>());
}

// The same, where `rows` are the windows: x itself if it is the matrix of all.
template <class T, class Body>
void for_windows(const Conv1dGeometry& g, const T* x, const Body& body) {
  if (g.is_windows()) return body(Index{0}, g.N, x);
  for_groups<T>(g, [&](Index first, Index samples, T* rows) {
    gather_windows(g, x + g.in(first), samples, rows);
    body(first, samples, static_cast<const T*>(rows));
  });
}

// Calls body(n, k) for every tap of every sample.
template <class Body>
void for_taps(const Conv1dGeometry& g, const Body& body) {
  for (Index n = 0; n < g.N; ++n)
    for (Index k = 0; k < g.K; ++k) body(n, k);
}

template <class T>
void forward(const Conv1dGeometry& g, const T* x, const T* w, T* y) {
  const Index window = g.window();
  if (is_shifted(g))
    return for_taps(g, [&](Index n, Index k) {
      gemm<T>(plain, transposed, g.L_out, g.C_out, g.C_in, 1, x + g.in(n, 0, k), g.stride * g.C_in,
              w + k * g.C_in, window, k == 0 ? T{0} : T{1}, y + g.out(n), g.C_out);
    });
  for_windows(g, x, [&](Index first, Index samples, const T* rows) {
    gemm<T>(plain, transposed, samples * g.L_out, g.C_out, window, 1, rows, window, w, window, 0,
            y + g.out(first), g.C_out);
  });
}

template <class T>
void grad_x(const Conv1dGeometry& g, const T* dy, const T* w, T* dx) {
  const Index window = g.window();
  const auto to_windows = [&](Index first, Index samples, T* rows) {
    gemm<T>(plain, plain, samples * g.L_out, window, g.C_out, 1, dy + g.out(first), g.C_out, w,
            window, 0, rows, window);
  };
  if (g.is_windows()) return to_windows(0, g.N, dx);
  std::fill_n(dx, g.in(g.N), T{0});
  if (is_shifted(g))
    return for_taps(g, [&](Index n, Index k) {
      gemm<T>(plain, plain, g.L_out, g.C_in, g.C_out, 1, dy + g.out(n), g.C_out, w + k * g.C_in,
              window, 1, dx + g.in(n, 0, k), g.stride * g.C_in);
    });
  for_groups<T>(g, [&](Index first, Index samples, T* rows) {
    to_windows(first, samples, rows);
    scatter_windows(g, rows, samples, dx + g.in(first));
  });
}

template <class T>
void grad_w(const Conv1dGeometry& g, const T* dy, const T* x, T* dw) {
  const Index window = g.window();
  if (is_shifted(g))
    return for_taps(g, [&](Index n, Index k) {
      gemm<T>(transposed, plain, g.C_out, g.C_in, g.L_out, 1, dy + g.out(n), g.C_out,
              x + g.in(n, 0, k), g.stride * g.C_in, n == 0 ? T{0} : T{1}, dw + k * g.C_in, window);
    });
  for_windows(g, x, [&](Index first, Index samples, const T* rows) {
    gemm<T>(transposed, plain, g.C_out, window, samples * g.L_out, 1, dy + g.out(first), g.C_out,
            rows, window, first == 0 ? T{0} : T{1}, dw, window);
  });
}

void zero(const Tensor& x) { std::fill_n(x.bytes(), x.nbytes(), std::byte{0}); }

}  // namespace

void Conv1d::cpu() const {
  const Conv1dGeometry g(*this);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    if (g.C_in == 0) return zero(y);
    forward(g, x.data<T>(), w.data<T>(), y.data<T>());
  });
}

void Conv1dGradX::cpu() const {
  const Conv1dGeometry g(*this);
  visit_float(info.name, dx.dtype(),
              [&]<class T>() { grad_x(g, dy.data<T>(), w.data<T>(), dx.data<T>()); });
}

void Conv1dGradW::cpu() const {
  const Conv1dGeometry g(*this);
  visit_float(info.name, dw.dtype(), [&]<class T>() {
    if (g.N == 0) return zero(dw);
    grad_w(g, dy.data<T>(), x.data<T>(), dw.data<T>());
  });
}

}  // namespace posegrad::kernels

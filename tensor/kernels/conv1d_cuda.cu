// The three ways of conv1d_cpu.cpp to turn a convolution into matrix products:
//
// windows   all of a single-frame model but its first convolution.
// shifted   one long sample, forward.
// gathered  otherwise. Also where rows of the other two are not multiples of 16 bytes: then zeros
//           follow each window.

#include "tensor/cuda/cublas.h"
#include "tensor/kernels/conv1d.h"
#include "tensor/kernels/move_cuda.h"
#include "tensor/precision.h"

namespace posegrad::kernels {
namespace {

using cuda::gemm;
using cuda::kPack;
constexpr auto plain = blas::Op::plain;
constexpr auto transposed = blas::Op::transposed;

// Of one matrix of windows; but of one sample there is always room for all. Tests are to come to
// several matrices.
#ifdef POSEGRAD_CUDA_EMULATED
constexpr Index kGatheredBytes = Index{16} << 10;
#else
constexpr Index kGatheredBytes = Index{256} << 20;
#endif

// cuBLAS's kernels on tensor cores load 16 bytes at a time; for rows that do not begin at a multiple
// of that it takes slower ones. The windows of the first convolution, K * 34 numbers, are such rows.
// So this is how long it likes rows of `width` numbers best: with some more where tensor cores do
// the product.
template <class T>
Index aligned_width(Index width) {
  const bool on_tensor_cores =
      std::is_same_v<T, BFloat16> || (std::is_same_v<T, float> && precision() != Precision::fp32);
  return on_tensor_cores ? (width + kPack<T> - 1) / kPack<T> * kPack<T> : width;
}

// Copies the first `columns` numbers of rows whose lengths are `width_from` and `width_to`.
template <class T>
void copy_rows(Index rows, Index columns, const T* from, Index width_from, T* to, Index width_to) {
  const auto bytes = [](Index numbers) { return numbers * static_cast<Index>(sizeof(T)); };
  move_rows(rows, 1, bytes(columns), reinterpret_cast<const std::byte*>(from),
            {bytes(width_from), 0}, reinterpret_cast<std::byte*>(to), {bytes(width_to), 0});
}

// A convolution by numbers, in packs of channels: C = C_in / (numbers in a pack). A window takes
// `width` packs of a row, K*C or some more.
struct Windows : Conv1dGeometry {
  Index C, width;

  Windows(const Conv1dGeometry& g, int pack, Index numbers)
      : Conv1dGeometry(g), C(g.C_in / pack), width(numbers / pack) {}
};

// out[n*L_out + t, k, :] = x[n, t*stride + k*dilation, :], then zeros. threadIdx.y takes a window
// after the other, its threads neighbouring channels.
template <class P>
__global__ void gather_windows_kernel(Windows w, Index rows, const P* __restrict__ x,
                                      P* __restrict__ out) {
  for (Index row = Index{blockIdx.x} * blockDim.y + threadIdx.y; row < rows;
       row += Index{gridDim.x} * blockDim.y) {
    const Index n = row / w.L_out, t = row % w.L_out;
    P* const to = out + row * w.width;
    for (Index k = 0; k < w.K; ++k) {
      const P* const from = x + (n * w.L + t * w.stride + k * w.dilation) * w.C;
      for (Index c = threadIdx.x; c < w.C; c += blockDim.x) to[k * w.C + c] = from[c];
    }
    for (Index c = w.K * w.C + threadIdx.x; c < w.width; c += blockDim.x) to[c] = P{};
  }
}

// The transpose: dx[n, s, :] = sum of rows[n*L_out + t, k, :] over the taps k with a t for which
// t*stride + k*dilation = s, in order of k. A block takes a frame s after the other.
template <class T, class Row>
__global__ void add_windows_kernel(Windows w, Index frames, const Row* __restrict__ rows,
                                   T* __restrict__ dx) {
  for (Index frame = blockIdx.x; frame < frames; frame += gridDim.x) {
    const Index n = frame / w.L, s = frame % w.L;
    for (Index c = threadIdx.x; c < w.C; c += blockDim.x) {
      Row sum = 0;
      for (Index k = 0; k < w.K; ++k) {
        const Index offset = s - k * w.dilation;
        if (offset < 0) break;
        const Index t = offset / w.stride;
        if (offset % w.stride == 0 && t < w.L_out)
          sum += rows[((n * w.L_out + t) * w.K + k) * w.C + c];
      }
      dx[frame * w.C + c] = static_cast<T>(sum);
    }
  }
}

constexpr Index kMostRows = Index{1} << 20;  // blocks of a grid; they take more than one row then

unsigned row_blocks(Index rows) { return static_cast<unsigned>(std::min(rows, kMostRows)); }

template <class T>
void gather_windows(const Conv1dGeometry& g, const T* x, Index samples, T* out) {
  const Index rows = samples * g.L_out;
  visit_packs<T>(g.C_in, {x}, [&]<int N>() {
    using P = Pack<T, N>;
    const Windows windows(g, N, aligned_width<T>(g.window()));
    // As many threads for a window as its channels need, in warps.
    const auto across = static_cast<unsigned>(std::clamp<Index>(windows.C, 32, cuda::kThreads)) /
                        32 * 32,
               down = cuda::kThreads / across;
    cuda::launch(row_blocks((rows + down - 1) / down), dim3(across, down), gather_windows_kernel<P>,
                 windows, rows, reinterpret_cast<const P*>(x), reinterpret_cast<P*>(out));
  });
}

// Calls body(first, samples, matrix) for groups of samples: a matrix of theirs has room for their
// windows, `width` numbers each.
template <class Row, class Body>
void for_groups(const Conv1dGeometry& g, Index width, const Body& body) {
  const auto sample = static_cast<Index>(sizeof(Row)) * g.L_out * width;
  const Index step = std::clamp<Index>(kGatheredBytes / std::max<Index>(sample, 1), 1, g.N);
  const Tensor matrix = Tensor::empty({step * g.L_out, width}, dtype_of<Row>, Device::cuda);
  for (Index first = 0; first < g.N; first += step)
    body(first, std::min(step, g.N - first), matrix.data<Row>());
}

// The same, where the matrix holds their windows: x itself if it is that of all.
template <class T, class Body>
void for_windows(const Conv1dGeometry& g, Index width, const T* x, const Body& body) {
  if (g.is_windows() && width == g.window()) return body(Index{0}, g.N, x);
  for_groups<T>(g, width, [&](Index first, Index samples, T* rows) {
    gather_windows(g, x + g.in(first), samples, rows);
    body(first, samples, static_cast<const T*>(rows));
  });
}

// Rows of y that all taps are added to before the next ones: they stay in the GPU's cache.
constexpr Index kShiftedRows = 8192;

template <class T>
void forward_shifted(const Conv1dGeometry& g, const T* x, const T* w, Math<T>* y) {
  for (Index t = 0; t < g.L_out; t += kShiftedRows)
    for (Index k = 0; k < g.K; ++k)
      gemm<T, Math<T>>(plain, transposed, std::min(kShiftedRows, g.L_out - t), g.C_out, g.C_in,
                       x + g.in(0, t, k), g.stride * g.C_in, w + k * g.C_in, g.window(),
                       k == 0 ? 0 : 1, y + t * g.C_out, g.C_out);
}

template <class In, class Out>
void forward(const Conv1dGeometry& g, const In* x, const In* w, Out* y) {
  const Index window = g.window(), width = aligned_width<In>(window);
  // Sums in a BFloat16 would be rounded after every tap.
  if constexpr (!std::is_same_v<Out, BFloat16>)
    if (g.N == 1 && !g.is_windows() && aligned_width<In>(g.C_in) == g.C_in)
      return forward_shifted(g, x, w, y);
  Tensor padded;
  if (width != window) {
    padded = Tensor::zeros({g.C_out, width}, dtype_of<In>, Device::cuda);
    copy_rows(g.C_out, window, w, window, padded.data<In>(), width);
  }
  const In* const filters = width == window ? w : padded.data<In>();
  for_windows(g, width, x, [&](Index first, Index samples, const In* rows) {
    gemm<In, Out>(plain, transposed, samples * g.L_out, g.C_out, width, rows, width, filters, width,
                  0, y + g.out(first), g.C_out);
  });
}

template <class T>
void grad_x(const Conv1dGeometry& g, const T* dy, const T* w, T* dx) {
  using Row = Math<T>;
  const Index window = g.window();
  if (g.is_windows())
    return gemm<T, T>(plain, plain, g.N * g.L_out, window, g.C_out, dy, g.C_out, w, window, 0, dx,
                      window);
  for_groups<Row>(g, window, [&](Index first, Index samples, Row* rows) {
    gemm<T, Row>(plain, plain, samples * g.L_out, window, g.C_out, dy + g.out(first), g.C_out, w,
                 window, 0, rows, window);
    cuda::launch(row_blocks(samples * g.L), cuda::kThreads, add_windows_kernel<T, Row>,
                 Windows(g, 1, window), samples * g.L, static_cast<const Row*>(rows),
                 dx + g.in(first));
  });
}

template <class In, class Out>
void grad_w(const Conv1dGeometry& g, const In* dy, const In* x, Out* dw) {
  const Index window = g.window(), width = aligned_width<In>(window);
  Tensor padded;
  if (width != window) padded = Tensor::empty({g.C_out, width}, dtype_of<Out>, Device::cuda);
  Out* const sums = width == window ? dw : padded.data<Out>();
  for_windows(g, width, x, [&](Index first, Index samples, const In* rows) {
    gemm<In, Out>(transposed, plain, g.C_out, width, samples * g.L_out, dy + g.out(first), g.C_out,
                  rows, width, first == 0 ? 0 : 1, sums, width);
  });
  if (width != window) copy_rows(g.C_out, window, sums, width, dw, window);
}

// Calls body.operator()<In, Out>() for products whose operands and results have these types.
template <class Body>
void visit_product(std::string_view op, DType in, DType out, const Body& body) {
  if (in == DType::bf16 && out == DType::f32) return body.template operator()<BFloat16, float>();
  if (in != out)
    throw DTypeError(std::string(op) + ": no product of " + std::string(name_of(in)) + " gives " +
                     std::string(name_of(out)));
  visit_number(op, in, [&]<class T>() { body.template operator()<T, T>(); });
}

void zero(const Tensor& x) { cuda::fill(x.bytes(), x.dtype(), x.numel(), 0); }

}  // namespace

void Conv1d::cuda() const {
  const Conv1dGeometry g(*this);
  if (g.N == 0) return;
  if (g.C_in == 0) return zero(y);
  visit_product(info.name, x.dtype(), y.dtype(), [&]<class In, class Out>() {
    forward<In, Out>(g, x.data<In>(), w.data<In>(), y.data<Out>());
  });
}

void Conv1dGradX::cuda() const {
  const Conv1dGeometry g(*this);
  if (g.N == 0) return;
  if (g.C_out == 0) return zero(dx);
  visit_number(info.name, dx.dtype(),
               [&]<class T>() { grad_x<T>(g, dy.data<T>(), w.data<T>(), dx.data<T>()); });
}

void Conv1dGradW::cuda() const {
  const Conv1dGeometry g(*this);
  if (g.N == 0) return zero(dw);
  visit_product(info.name, x.dtype(), dw.dtype(), [&]<class In, class Out>() {
    grad_w<In, Out>(g, dy.data<In>(), x.data<In>(), dw.data<Out>());
  });
}

}  // namespace posegrad::kernels

#include <cstring>

#include "tensor/cuda/gemm.h"
#include "tensor/kernels/rows_cuda.h"
#include "tensor/kernels/segments_cuda.h"
#include "tensor/kernels/winograd.h"
#include "tensor/kernels/winograd_conv1d.h"

namespace posegrad::kernels {
namespace {

using winograd::Plan;
constexpr auto plain = blas::Op::plain;
constexpr auto transposed = blas::Op::transposed;

struct Filter {
  double g[kWinogradProducts][3];
};

// Rows are output channels o. Once per model: in double, as on the CPU.
template <class T>
__global__ void filter_kernel(Index C_out, Index C_in, Filter filter, const T* __restrict__ w,
                              T* __restrict__ u) {
  for (Index o = first_row(); o < C_out; o += row_step())
    for (Index i = first_column(); i < C_in; i += column_step()) {
      double tap[3];
#pragma unroll
      for (int k = 0; k < 3; ++k) tap[k] = static_cast<double>(w[(o * 3 + k) * C_in + i]);
#pragma unroll
      for (int p = 0; p < kWinogradProducts; ++p)
        u[(p * C_out + o) * C_in + i] = static_cast<T>(
            filter.g[p][0] * tap[0] + filter.g[p][1] * tap[1] + filter.g[p][2] * tap[2]);
    }
}

// A segment of x and what is made of it. Its `rows` are tiles.
struct Segment {
  Index rows, in, out;  // number of tiles; first rows of x and y
  Index outputs;
};

// v = B x for one channel of a tile.
template <class T>
__device__ void transform_input(const T (&x)[6], T (&v)[6]) {
  const T even = x[4] - 4 * x[2], odd = x[3] - 4 * x[1];
  const T near = x[4] - x[2], far = 2 * (x[3] - x[1]);
  v[0] = 4 * x[0] - 5 * x[2] + x[4];
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = near + far;
  v[4] = near - far;
  v[5] = 4 * x[1] - 5 * x[3] + x[5];
}

// y = A^T m for one channel of a tile.
template <class T>
__device__ void transform_output(const T (&m)[6], T (&y)[4]) {
  const T s1 = m[1] + m[2], d1 = m[1] - m[2], s2 = m[3] + m[4], d2 = m[3] - m[4];
  y[0] = m[0] + s1 + s2;
  y[1] = d1 + 2 * d2;
  y[2] = s1 + 4 * s2;
  y[3] = d1 + 8 * d2 + m[5];
}

// Rows are tiles from `begin` on, columns N channels: x -> v[p] at p * plane. Frames behind a
// segment's end are zeros.
template <int N, class T>
__global__ void input_kernel(Index rows, Index columns, Parts<Segment> segments, Index begin,
                             Index dilation, Index plane, const Pack<T, N>* __restrict__ x,
                             Pack<T, N>* __restrict__ v) {
  for (Index tile = begin + first_row(); tile < begin + rows; tile += row_step()) {
    const int s = segments.find(tile);
    const Segment segment = segments.part[s];
    const Index frame = winograd::first_frame(tile - segments.begin[s], dilation);
    for (Index c = first_column(); c < columns; c += column_step()) {
      Pack<T, N> from[6], to[6];
#pragma unroll
      for (int k = 0; k < 6; ++k) {
        const Index t = frame + k * dilation;
        from[k] =
            t < segment.outputs + 2 * dilation ? x[(segment.in + t) * columns + c] : Pack<T, N>{};
      }
#pragma unroll
      for (int i = 0; i < N; ++i) {
        T in[6], out[6];
#pragma unroll
        for (int k = 0; k < 6; ++k) in[k] = from[k].item[i];
        transform_input(in, out);
#pragma unroll
        for (int p = 0; p < 6; ++p) to[p].item[i] = out[p];
      }
#pragma unroll
      for (int p = 0; p < 6; ++p) v[p * plane + tile * columns + c] = to[p];
    }
  }
}

// The same the other way: m[p] at p * plane -> y. Outputs behind a segment's end are dropped.
template <int N, class T>
__global__ void output_kernel(Index rows, Index columns, Parts<Segment> segments, Index begin,
                              Index dilation, Index plane, const Pack<T, N>* __restrict__ m,
                              Pack<T, N>* __restrict__ y) {
  for (Index tile = begin + first_row(); tile < begin + rows; tile += row_step()) {
    const int s = segments.find(tile);
    const Segment segment = segments.part[s];
    const Index frame = winograd::first_frame(tile - segments.begin[s], dilation);
    for (Index c = first_column(); c < columns; c += column_step()) {
      Pack<T, N> from[6], to[4];
#pragma unroll
      for (int p = 0; p < 6; ++p) from[p] = m[p * plane + tile * columns + c];
#pragma unroll
      for (int i = 0; i < N; ++i) {
        T in[6], out[4];
#pragma unroll
        for (int p = 0; p < 6; ++p) in[p] = from[p].item[i];
        transform_output(in, out);
#pragma unroll
        for (int j = 0; j < 4; ++j) to[j].item[i] = out[j];
      }
#pragma unroll
      for (int j = 0; j < 4; ++j) {
        const Index t = frame + j * dilation;
        if (t < segment.outputs) y[(segment.out + t) * columns + c] = to[j];
      }
    }
  }
}

template <class T>
class Convolution {
 public:
  explicit Convolution(const WinogradConv1d& op)
      : op_(op), C_in_(op.x.dim(1)), C_out_(op.w.dim(0)) {
    Index in = 0, out = 0;
    for (const Index length : op.segments.lengths) {
      const Index outputs = length - 2 * op.dilation;
      segments_.push_back({Plan(outputs, op.dilation).tile_rows, in, out, outputs});
      tiles_ += segments_.back().rows;
      in += length;
      out += outputs;
    }
  }

  void run() const {
    if (tiles_ > 0) {
      const Tensor v = planes(C_in_), m = planes(C_out_);
      transform(C_in_, op_.x.data<T>(), v.data<T>(), [](auto n) { return input_kernel<n(), T>; });
      cuda::gemm(plain, transposed, tiles_, C_out_, C_in_, v.data<T>(), C_in_, op_.u.data<T>(),
                 C_in_, 0, m.data<T>(), C_out_,
                 {kWinogradProducts, tiles_ * C_in_, C_out_ * C_in_, tiles_ * C_out_});
      transform(C_out_, m.data<T>(), op_.y.data<T>(), [](auto n) { return output_kernel<n(), T>; });
    }
    for (const Segment& segment : segments_) single_frames(segment);
  }

 private:
  // A matrix (tiles, C) for each product.
  Tensor planes(Index C) const {
    return Tensor::empty({kWinogradProducts, tiles_, C}, op_.x.dtype(), Device::cuda);
  }

  template <class Kernel>
  void transform(Index C, const T* from, T* to, const Kernel& kernel) const {
    const auto run_packs = [&](auto n) {
      using P = Pack<T, n()>;
      const Index columns = C / n();
      for_parts(segments_, [&](const Parts<Segment>& segments, Index begin, Index rows) {
        launch_rows(rows, columns, kernel(n), segments, begin, op_.dilation, tiles_ * columns,
                    reinterpret_cast<const P*>(from), reinterpret_cast<P*>(to));
      });
    };
    constexpr int N = cuda::kPack<T>;
    if (cuda::is_packed<N>(C, from) && cuda::is_packed<N>(C, to))
      run_packs(std::integral_constant<int, N>{});
    else
      run_packs(std::integral_constant<int, 1>{});
  }

  // Frames that fill no tile: one product per tap.
  void single_frames(const Segment& segment) const {
    const Index direct = Plan(segment.outputs, op_.dilation).direct;
    for (Index k = 0; k < 3; ++k)
      cuda::gemm(plain, transposed, segment.outputs - direct, C_out_, C_in_,
                 op_.x.data<T>() + (segment.in + direct + k * op_.dilation) * C_in_, C_in_,
                 op_.w.data<T>() + k * C_in_, 3 * C_in_, k == 0 ? 0 : 1,
                 op_.y.data<T>() + (segment.out + direct) * C_out_, C_out_);
  }

  const WinogradConv1d& op_;
  Index C_in_, C_out_;
  std::vector<Segment> segments_;
  Index tiles_ = 0;
};

}  // namespace

void WinogradWeights::cuda() const {
  Filter filter;
  std::memcpy(filter.g, winograd::kG, sizeof(filter.g));
  visit_float(info.name, w.dtype(), [&]<class T>() {
    launch_rows(w.dim(0), w.dim(2), filter_kernel<T>, filter, w.data<T>(), u.data<T>());
  });
}

void WinogradConv1d::cuda() const {
  visit_float(info.name, y.dtype(), [&]<class T>() { Convolution<T>(*this).run(); });
}

}  // namespace posegrad::kernels

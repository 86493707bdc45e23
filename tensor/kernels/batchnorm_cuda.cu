// The arithmetic is that of batchnorm_cpu.cpp. Bytes moved: x once for the statistics, x and y for
// the normalisation, dy and x for the gradient's sums, dy, x and dx for the gradient.

#include <cmath>

#include "tensor/cuda/launch.h"
#include "tensor/kernels/batchnorm.h"
#include "tensor/kernels/columns_cuda.h"
#include "tensor/kernels/map_cuda.h"

namespace posegrad::kernels {
namespace {

// sums: x - origin and (x - origin)^2, the origin being the first row.
template <class T>
struct Moments {
  using Number = T;
  static constexpr int kReads = 1, kBytesInFlight = 64;
  using Sum = double;
  static constexpr int kSums = 2;
  struct Channel {
    double origin;
  };
  template <int N>
  struct In {
    Pack<T, N> x;
  };

  Index R;
  const T* x;
  Math<T>*mean, *variance;

  __device__ Channel channel(Index c) const { return {static_cast<double>(x[c])}; }
  __device__ void begin(Index, Index) {}
  template <int N>
  __device__ void read(Index e, In<N>& in) {
    in.x = pack_at<N>(x, e);
  }
  template <int N>
  __device__ void add(Index, const In<N>& in, const Channel (&channels)[N],
                      double (&sums)[kSums][N]) const {
#pragma unroll
    for (int i = 0; i < N; ++i) {
      const double d = static_cast<double>(in.x.item[i]) - channels[i].origin;
      sums[0][i] += d;
      sums[1][i] += d * d;
    }
  }
  __device__ void finish(Index c, const double (&sums)[kSums]) const {
    const auto rows = static_cast<double>(R);
    const double d = sums[0] / rows, square = sums[1] / rows;
    mean[c] = static_cast<Math<T>>(static_cast<double>(x[c]) + d);
    const double spread = square - d * d;
    variance[c] = static_cast<Math<T>>(spread < 0 ? 0 : spread);  // NaN stays
  }
};

template <class T>
__device__ double inverse_deviation(const T* variance, double eps, Index c) {
  return 1.0 / sqrt(static_cast<double>(variance[c]) + eps);
}

// y = (x - mean) slope + beta
template <class T>
struct Normalise {
  using Number = T;
  static constexpr int kReads = 1, kBytesInFlight = 64;
  struct Channel {
    Math<T> mean, slope, beta;
  };
  template <int N>
  struct In {
    Pack<T, N> x;
  };

  const T* x;
  const Math<T>*mean, *variance, *gamma, *beta;
  double eps;
  T* y;

  __device__ Channel channel(Index c) const {
    const double slope = static_cast<double>(gamma[c]) * inverse_deviation(variance, eps, c);
    return {mean[c], static_cast<Math<T>>(slope), beta[c]};
  }
  __device__ void begin(Index, Index) {}
  template <int N>
  __device__ void read(Index e, In<N>& in) {
    in.x = pack_at<N>(x, e);
  }
  template <int N>
  __device__ void write(Index e, const In<N>& in, const Channel (&channels)[N]) const {
    Pack<T, N> out;
#pragma unroll
    for (int i = 0; i < N; ++i)
      out.item[i] = static_cast<T>((static_cast<Math<T>>(in.x.item[i]) - channels[i].mean) *
                                       channels[i].slope +
                                   channels[i].beta);
    put_pack(y, e, out);
  }
};

// sums: dy (x - mean) and dy.
template <class T>
struct GradientSums {
  using Number = T;
  static constexpr int kReads = 2, kBytesInFlight = 64;
  using Sum = Math<T>;
  static constexpr int kSums = 2;
  struct Channel {
    Math<T> mean;
  };
  template <int N>
  struct In {
    Pack<T, N> dy, x;
  };

  const T *dy, *x;
  const Math<T>*mean, *variance;
  double eps;
  Math<T>*dgamma, *dbeta;

  __device__ Channel channel(Index c) const { return {mean[c]}; }
  __device__ void begin(Index, Index) {}
  template <int N>
  __device__ void read(Index e, In<N>& in) {
    in.dy = pack_at<N>(dy, e);
    in.x = pack_at<N>(x, e);
  }
  template <int N>
  __device__ void add(Index, const In<N>& in, const Channel (&channels)[N],
                      Sum (&sums)[kSums][N]) const {
#pragma unroll
    for (int i = 0; i < N; ++i) {
      const auto d = static_cast<Math<T>>(in.dy.item[i]);
      sums[0][i] += d * (static_cast<Math<T>>(in.x.item[i]) - channels[i].mean);
      sums[1][i] += d;
    }
  }
  __device__ void finish(Index c, const double (&sums)[kSums]) const {
    dgamma[c] = static_cast<Math<T>>(sums[0] * inverse_deviation(variance, eps, c));
    dbeta[c] = static_cast<Math<T>>(sums[1]);
  }
};

// dx = slope (dy - mean_dy - (x - mean) tilt)
template <class T>
struct Gradient {
  using Number = T;
  static constexpr int kReads = 2, kBytesInFlight = 64;
  struct Channel {
    Math<T> mean, slope, mean_dy, tilt;
  };
  template <int N>
  struct In {
    Pack<T, N> dy, x;
  };

  Index R;
  const T *dy, *x;
  const Math<T>*mean, *variance, *gamma, *dgamma, *dbeta;
  double eps;
  T* dx;

  __device__ Channel channel(Index c) const {
    const double inverse = inverse_deviation(variance, eps, c), rows = static_cast<double>(R);
    return {mean[c], static_cast<Math<T>>(static_cast<double>(gamma[c]) * inverse),
            static_cast<Math<T>>(static_cast<double>(dbeta[c]) / rows),
            static_cast<Math<T>>(inverse * static_cast<double>(dgamma[c]) / rows)};
  }
  __device__ void begin(Index, Index) {}
  template <int N>
  __device__ void read(Index e, In<N>& in) {
    in.dy = pack_at<N>(dy, e);
    in.x = pack_at<N>(x, e);
  }
  template <int N>
  __device__ void write(Index e, const In<N>& in, const Channel (&channels)[N]) const {
    Pack<T, N> out;
#pragma unroll
    for (int i = 0; i < N; ++i) {
      const Channel& ch = channels[i];
      const Math<T> centred = static_cast<Math<T>>(in.x.item[i]) - ch.mean,
                    d = static_cast<Math<T>>(in.dy.item[i]);
      out.item[i] = static_cast<T>(ch.slope * (d - ch.mean_dy - centred * ch.tilt));
    }
    put_pack(dx, e, out);
  }
};

}  // namespace

void BatchNormStats::cuda() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    const T* const data = x.data<T>();
    column_sums(R, C, are_packed<4>(C, data),
                Moments<T>{R, data, mean.data<Math<T>>(), variance.data<Math<T>>()});
  });
}

void BatchNormApply::cuda() const {
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    using M = Math<T>;
    constexpr int N = kColumnPack<T>;
    map_columns<N>(dim<"R">(*this), dim<"C">(*this),
                   are_packed<N>(dim<"C">(*this), x.data<T>(), y.data<T>()),
                   Normalise<T>{x.data<T>(), mean.data<M>(), variance.data<M>(), gamma.data<M>(),
                                beta.data<M>(), eps, y.data<T>()});
  });
}

void BatchNormGradSums::cuda() const {
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    using M = Math<T>;
    column_sums(dim<"R">(*this), dim<"C">(*this),
                are_packed<4>(dim<"C">(*this), dy.data<T>(), x.data<T>()),
                GradientSums<T>{dy.data<T>(), x.data<T>(), mean.data<M>(), variance.data<M>(), eps,
                                dgamma.data<M>(), dbeta.data<M>()});
  });
}

void BatchNormGradX::cuda() const {
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    using M = Math<T>;
    constexpr int N = 4;
    map_columns<N>(
        dim<"R">(*this), dim<"C">(*this),
        are_packed<N>(dim<"C">(*this), dy.data<T>(), x.data<T>(), dx.data<T>()),
        Gradient<T>{dim<"R">(*this), dy.data<T>(), x.data<T>(), mean.data<M>(), variance.data<M>(),
                    gamma.data<M>(), dgamma.data<M>(), dbeta.data<M>(), eps, dx.data<T>()});
  });
}

namespace {

template <class T>
struct Statistics {
  const T *batch_mean, *batch_variance, *mean_in, *variance_in;
  const T* device_momentum;  // or nullptr
  double momentum;
  Index rows;
  T *mean, *variance;
  const Index* batches_in;
  Index* batches;  // or nullptr
};

// One thread a channel; the first also counts the batch.
template <class T>
__global__ void running_stats_kernel(Index C, Statistics<T> s) {
  const double share =
      s.device_momentum != nullptr ? static_cast<double>(*s.device_momentum) : s.momentum;
  const T keep = static_cast<T>(1.0 - share), take = static_cast<T>(share);
  const T unbiased = s.rows > 1 ? static_cast<T>(s.rows) / static_cast<T>(s.rows - 1) : T{1};
  for (Index c = cuda::first_item(); c < C; c += cuda::item_step()) {
    s.mean[c] = keep * s.mean_in[c] + take * s.batch_mean[c];
    if (s.rows > 1)
      s.variance[c] = keep * s.variance_in[c] + take * s.batch_variance[c] * unbiased;
    else
      s.variance[c] = s.variance_in[c];
  }
  if (s.batches != nullptr && cuda::first_item() == 0) *s.batches = *s.batches_in + 1;
}

}  // namespace

void RunningStats::cuda() const {
  visit_float(info.name, mean.dtype(), [&]<class T>() {
    const Statistics<T> s{batch_mean.data<T>(),
                          batch_variance.data<T>(),
                          mean_in.data<T>(),
                          variance_in.data<T>(),
                          device_momentum.defined() ? device_momentum.data<T>() : nullptr,
                          momentum,
                          rows,
                          mean.data<T>(),
                          variance.data<T>(),
                          batches.defined() ? batches_in.data<Index>() : nullptr,
                          batches.defined() ? batches.data<Index>() : nullptr};
    cuda::launch(std::max(1U, cuda::blocks_for(mean.numel())), cuda::kThreads,
                 running_stats_kernel<T>, mean.numel(), s);
  });
}

namespace {

template <class T>
struct Norm {
  const T *mean, *variance, *gamma, *beta;
  double eps;
  __device__ double scale(Index o) const {
    return static_cast<double>(gamma[o]) / std::sqrt(static_cast<double>(variance[o]) + eps);
  }
};

// A row is the filter of an output channel. Once per model: in double, as on the CPU.
template <class T>
__global__ void fold_kernel(Index rows, Index columns, Norm<T> norm, const T* __restrict__ w,
                            T* __restrict__ folded, T* __restrict__ bias) {
  for (Index o = first_row(); o < rows; o += row_step()) {
    const double scale = norm.scale(o);
    if (first_column() == 0)
      bias[o] = static_cast<T>(static_cast<double>(norm.beta[o]) -
                               static_cast<double>(norm.mean[o]) * scale);
    for (Index c = first_column(); c < columns; c += column_step())
      folded[o * columns + c] = static_cast<T>(static_cast<double>(w[o * columns + c]) * scale);
  }
}

}  // namespace

void FoldNorm::cuda() const {
  visit_float(info.name, folded.dtype(), [&]<class T>() {
    const Norm<T> norm{mean.data<T>(), variance.data<T>(), gamma.data<T>(), beta.data<T>(), eps};
    launch_rows(dim<"C_out">(*this), dim<"K">(*this) * dim<"C_in">(*this), fold_kernel<T>, norm,
                w.data<T>(), folded.data<T>(), bias.data<T>());
  });
}

}  // namespace posegrad::kernels

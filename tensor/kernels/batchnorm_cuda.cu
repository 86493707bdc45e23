// The arithmetic is that of batchnorm_cpu.cpp. Bytes moved: x once for the statistics, x and y for
// the normalisation, dy and x for the gradient's sums, dy, x and dx for the gradient.

#include "tensor/kernels/batchnorm.h"
#include "tensor/kernels/column_sums_cuda.h"

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
  const Index R = x.dim(0), C = x.dim(1);
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
    map_columns<N>(x.dim(0), x.dim(1), are_packed<N>(x.dim(1), x.data<T>(), y.data<T>()),
                   Normalise<T>{x.data<T>(), mean.data<M>(), variance.data<M>(), gamma.data<M>(),
                                beta.data<M>(), eps, y.data<T>()});
  });
}

void BatchNormGradSums::cuda() const {
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    using M = Math<T>;
    column_sums(x.dim(0), x.dim(1), are_packed<4>(x.dim(1), dy.data<T>(), x.data<T>()),
                GradientSums<T>{dy.data<T>(), x.data<T>(), mean.data<M>(), variance.data<M>(), eps,
                                dgamma.data<M>(), dbeta.data<M>()});
  });
}

void BatchNormGradX::cuda() const {
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    using M = Math<T>;
    constexpr int N = 4;
    map_columns<N>(
        x.dim(0), x.dim(1), are_packed<N>(x.dim(1), dy.data<T>(), x.data<T>(), dx.data<T>()),
        Gradient<T>{x.dim(0), dy.data<T>(), x.data<T>(), mean.data<M>(), variance.data<M>(),
                    gamma.data<M>(), dgamma.data<M>(), dbeta.data<M>(), eps, dx.data<T>()});
  });
}

}  // namespace posegrad::kernels

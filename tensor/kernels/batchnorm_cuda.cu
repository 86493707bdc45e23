#include "tensor/cuda/launch.h"
#include "tensor/kernels/batchnorm.h"
#include "tensor/kernels/map_cuda.h"
#include "tensor/kernels/normalise_cuda.h"

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

// One thread a channel; the first also counts the batch. device_momentum, batches: or nullptr.
template <class T>
__global__ void running_stats_kernel(Index C, double momentum, const T* device_momentum, Index rows,
                                     const T* batch_mean, const T* batch_variance, const T* mean_in,
                                     const T* variance_in, T* mean, T* variance,
                                     const Index* batches_in, Index* batches) {
  const double share =
      device_momentum != nullptr ? static_cast<double>(*device_momentum) : momentum;
  const T keep = static_cast<T>(1.0 - share), take = static_cast<T>(share);
  const T unbiased = rows > 1 ? static_cast<T>(rows) / static_cast<T>(rows - 1) : T{1};
  for (Index c = cuda::first_item(); c < C; c += cuda::item_step()) {
    mean[c] = keep * mean_in[c] + take * batch_mean[c];
    variance[c] =
        rows == 1 ? variance_in[c] : keep * variance_in[c] + take * batch_variance[c] * unbiased;
  }
  if (batches != nullptr && cuda::first_item() == 0) *batches = *batches_in + 1;
}

// A row is the filter of an output channel. Once per model: in double, as on the CPU.
template <class T>
__global__ void fold_kernel(Index rows, Index columns, Norm<T, true> norm, const T* __restrict__ w,
                            T* __restrict__ folded, T* __restrict__ bias) {
  for (Index o = first_row(); o < rows; o += row_step()) {
    const double scale = norm.slope(o);
    if (first_column() == 0)
      bias[o] = static_cast<T>(static_cast<double>(norm.beta[o]) -
                               static_cast<double>(norm.mean[o]) * scale);
    for (Index c = first_column(); c < columns; c += column_step())
      folded[o * columns + c] = static_cast<T>(static_cast<double>(w[o * columns + c]) * scale);
  }
}

}  // namespace

void BatchNormStats::cuda() const {
  visit_number(info.name, x.dtype(), [&]<class T>() {
    column_sums(*this, Moments<T>{dim<"R">(*this), x.data<T>(), mean.data<Math<T>>(),
                                  variance.data<Math<T>>()});
  });
}

void BatchNormApply::cuda() const {
  visit_number(info.name, x.dtype(),
               [&]<class T>() { map_columns<kColumnPack<T>>(*this, Forward<T, false>(*this)); });
}

void BatchNormGradSums::cuda() const {
  visit_number(info.name, x.dtype(),
               [&]<class T>() { column_sums(*this, GradientSums<T, false>(*this)); });
}

void BatchNormGradX::cuda() const {
  visit_number(info.name, x.dtype(),
               [&]<class T>() { map_columns<4>(*this, Gradient<T, false>(*this)); });
}

void RunningStats::cuda() const {
  const Index C = dim<"C">(*this);
  visit_float(info.name, mean.dtype(), [&]<class T>() {
    cuda::launch(std::max(1U, cuda::blocks_for(C)), cuda::kThreads, running_stats_kernel<T>, C,
                 momentum, device_momentum.defined() ? device_momentum.data<T>() : nullptr, rows,
                 batch_mean.data<T>(), batch_variance.data<T>(), mean_in.data<T>(),
                 variance_in.data<T>(), mean.data<T>(), variance.data<T>(),
                 batches.defined() ? batches_in.data<Index>() : nullptr,
                 batches.defined() ? batches.data<Index>() : nullptr);
  });
}

void FoldNorm::cuda() const {
  visit_float(info.name, folded.dtype(), [&]<class T>() {
    launch_rows(dim<"C_out">(*this), dim<"K">(*this) * dim<"C_in">(*this), fold_kernel<T>,
                Norm<T, true>(*this), w.data<T>(), folded.data<T>(), bias.data<T>());
  });
}

}  // namespace posegrad::kernels

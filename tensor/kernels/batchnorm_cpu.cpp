#include <cmath>

#include "tensor/compiler.h"
#include "tensor/kernels/batchnorm.h"
#include "tensor/kernels/column_sums.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerNumber = 0.15;  // nanoseconds of memory traffic, for choosing threads

// sums[c] += x - origin;  sums[C + c] += (x - origin)^2.  The first row as origin keeps the
// square's cancellation small.
template <class T>
POSEGRAD_HOT void add_moments(const T* __restrict x, const T* __restrict origin, Index C,
                              Index first, Index last, double* __restrict sums) {
  for (Index r = first; r < last; ++r)
    for (Index c = 0; c < C; ++c) {
      const double d = static_cast<double>(x[r * C + c]) - static_cast<double>(origin[c]);
      sums[c] += d;
      sums[C + c] += d * d;
    }
}

template <class T>
POSEGRAD_HOT void normalise(const T* __restrict x, const T* __restrict mean,
                            const T* __restrict slope, const T* __restrict beta, Index C,
                            Index first, Index last, T* __restrict y) {
  for (Index r = first; r < last; ++r)
    for (Index c = 0; c < C; ++c) y[r * C + c] = (x[r * C + c] - mean[c]) * slope[c] + beta[c];
}

// sums[c] += dy (x - mean);  sums[C + c] += dy
template <class T>
POSEGRAD_HOT void add_gradient_sums(const T* __restrict dy, const T* __restrict x,
                                    const T* __restrict mean, Index C, Index first, Index last,
                                    double* __restrict sums) {
  for (Index r = first; r < last; ++r)
    for (Index c = 0; c < C; ++c) {
      const auto d = static_cast<double>(dy[r * C + c]);
      sums[c] += d * (static_cast<double>(x[r * C + c]) - static_cast<double>(mean[c]));
      sums[C + c] += d;
    }
}

// dx = slope (dy - mean_dy - (x - mean) tilt)
template <class T>
POSEGRAD_HOT void gradient(const T* __restrict dy, const T* __restrict x, const T* __restrict mean,
                           const T* __restrict slope, const T* __restrict mean_dy,
                           const T* __restrict tilt, Index C, Index first, Index last,
                           T* __restrict dx) {
  for (Index r = first; r < last; ++r)
    for (Index c = 0; c < C; ++c)
      dx[r * C + c] = slope[c] * (dy[r * C + c] - mean_dy[c] - (x[r * C + c] - mean[c]) * tilt[c]);
}

double inverse_deviation(const Tensor& variance, double eps, Index c) {
  return 1.0 / std::sqrt(variance.at(c) + eps);
}

}  // namespace

void BatchNormStats::cpu() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  const auto rows = static_cast<double>(R);
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const T* const data = x.data<T>();
    column_sums(
        R, C, kCostPerNumber * static_cast<double>(C),
        [&](Index first, Index last, double* sums) {
          add_moments(data, data, C, first, last, sums);
        },
        [&](Index c, double sum, double squares) {
          const double d = sum / rows, spread = squares / rows - d * d;
          mean.data<T>()[c] = static_cast<T>(static_cast<double>(data[c]) + d);
          variance.data<T>()[c] = static_cast<T>(spread < 0 ? 0 : spread);  // NaN stays
        });
  });
}

void BatchNormApply::cpu() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const auto slope = per_channel<T>(
        C, [&](Index c) { return gamma.at(c) * inverse_deviation(variance, eps, c); });
    parallel_for(R, 2 * kCostPerNumber * static_cast<double>(C), [&](Index first, Index last) {
      normalise(x.data<T>(), mean.data<T>(), slope.data(), beta.data<T>(), C, first, last,
                y.data<T>());
    });
  });
}

void BatchNormGradSums::cpu() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  visit_float(info.name, x.dtype(), [&]<class T>() {
    column_sums(
        R, C, 2 * kCostPerNumber * static_cast<double>(C),
        [&](Index first, Index last, double* sums) {
          add_gradient_sums(dy.data<T>(), x.data<T>(), mean.data<T>(), C, first, last, sums);
        },
        [&](Index c, double sum_dyx, double sum_dy) {
          dgamma.data<T>()[c] = static_cast<T>(sum_dyx * inverse_deviation(variance, eps, c));
          dbeta.data<T>()[c] = static_cast<T>(sum_dy);
        });
  });
}

void BatchNormGradX::cpu() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  const auto rows = static_cast<double>(batch_rows);
  const auto inverse = [&](Index c) { return inverse_deviation(variance, eps, c); };
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const auto slope = per_channel<T>(C, [&](Index c) { return gamma.at(c) * inverse(c); }),
               mean_dy = per_channel<T>(C, [&](Index c) { return dbeta.at(c) / rows; }),
               tilt = per_channel<T>(C, [&](Index c) { return inverse(c) * dgamma.at(c) / rows; });
    parallel_for(R, 3 * kCostPerNumber * static_cast<double>(C), [&](Index first, Index last) {
      gradient(dy.data<T>(), x.data<T>(), mean.data<T>(), slope.data(), mean_dy.data(), tilt.data(),
               C, first, last, dx.data<T>());
    });
  });
}

void RunningStats::cpu() const {
  visit_float(info.name, mean.dtype(), [&]<class T>() {
    const double share = device_momentum.defined() ? device_momentum.at(0) : momentum;
    const auto keep = static_cast<T>(1.0 - share), take = static_cast<T>(share);
    const T unbiased = rows > 1 ? static_cast<T>(rows) / static_cast<T>(rows - 1) : T{1};
    for (Index c = 0; c < mean.numel(); ++c) {
      mean.data<T>()[c] = keep * mean_in.data<T>()[c] + take * batch_mean.data<T>()[c];
      variance.data<T>()[c] = rows == 1 ? variance_in.data<T>()[c]
                                        : keep * variance_in.data<T>()[c] +
                                              take * batch_variance.data<T>()[c] * unbiased;
    }
  });
  if (batches.defined()) *batches.data<Index>() = *batches_in.data<Index>() + 1;
}

// Once per model: in double, so that folding costs one rounding a weight.
void FoldNorm::cpu() const {
  visit_float(info.name, folded.dtype(), [&]<class T>() {
    const Index window = dim<"K">(*this) * dim<"C_in">(*this);
    const T* from = w.data<T>();
    T* to = folded.data<T>();
    for (Index o = 0; o < dim<"C_out">(*this); ++o) {
      const double scale = gamma.at(o) / std::sqrt(variance.at(o) + eps);
      for (Index e = o * window; e < (o + 1) * window; ++e)
        to[e] = static_cast<T>(static_cast<double>(from[e]) * scale);
      bias.data<T>()[o] = static_cast<T>(beta.at(o) - mean.at(o) * scale);
    }
  });
}

}  // namespace posegrad::kernels

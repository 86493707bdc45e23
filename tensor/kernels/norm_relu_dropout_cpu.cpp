#include <algorithm>
#include <cmath>
#include <vector>

#include "tensor/compiler.h"
#include "tensor/kernels/column_sums.h"
#include "tensor/kernels/dropout_mask.h"
#include "tensor/kernels/norm_relu_dropout.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerNumber = 0.5;  // nanoseconds: random words and memory traffic

// What the kernels know of a call. Per channel: value = (x - mean) slope + shift.
template <class T>
struct Call {
  Index C;
  const T* mean;
  std::vector<T> slope;
  const T* shift;
  RandomKey key;
  RandomPlaces places;
  DropoutRule rule;

  explicit Call(const NormDropout& op)
      : C(op.mean.numel()),
        mean(op.mean.data<T>()),
        slope(per_channel<T>(
            C, [&](Index c) { return op.gamma.at(c) / std::sqrt(op.variance.at(c) + op.eps); })),
        shift(op.beta.data<T>()),
        key(shifted(op.key, op.offset)),
        places(op.places),
        rule(op.p) {}
};

constexpr Index kRun = RandomWords::kWords;  // channels that are handled at a time

// Calls body(c_begin, c_end, words) for runs of one row of at most kRun channels, with the random
// words of each; without dropout the words are not made.
template <class Body>
__attribute__((always_inline)) inline void for_runs(RandomWords& random, bool drop,
                                                    const RandomPlaces& places, Index row, Index C,
                                                    const Body& body) {
  const Index first = places.word(row * C);
  for (Index word = first, end = first + C; word < end;) {
    const Index stop = std::min(end, drop ? random.seek(word) : word + kRun);
    body(word - first, stop - first, drop ? random.at(word) : nullptr);
    word = stop;
  }
}

template <class T, bool kDrop, bool kResidual>
POSEGRAD_HOT void forward(const Call<T>& call, const T* __restrict x, const T* __restrict residual,
                          ResidualRows rows, Index first, Index last, T* __restrict y) {
  RandomWords random(call.key);
  const DropoutRule rule = call.rule;
  const Index C = call.C;
  const T* const __restrict mean = call.mean;
  const T* const __restrict slope = call.slope.data();
  const T* const __restrict shift = call.shift;
  const auto scale = static_cast<T>(rule.scale);
  for (Index r = first; r < last; ++r) {
    const T* const __restrict xr = x + r * C;
    const T* const __restrict added = kResidual ? residual + rows.row(r) * C : nullptr;
    T* const __restrict yr = y + r * C;
    for_runs(
        random, kDrop, call.places, r,
        C, [&](Index begin, Index end, const std::uint32_t* words) __attribute__((always_inline)) {
          for (Index c = begin; c < end; ++c) {
            const T value = (xr[c] - mean[c]) * slope[c] + shift[c];
            T out = value < 0 ? T{0} : value;  // NaN stays
            if constexpr (kDrop) out = words[c - begin] >= rule.threshold ? out * scale : T{0};
            if constexpr (kResidual) out += added[c];
            yr[c] = out;
          }
        });
  }
}

// The gradient behind dropout for one run: g = dy keep/(1-p). A loop of its own with one choice in
// it: with two choices in one loop the compiler makes branches instead of vector code. The same
// holds for pointers: it believes `__restrict` of parameters only.
template <class T, bool kDrop>
__attribute__((always_inline)) inline void undrop(const T* __restrict dy,
                                                  const std::uint32_t* __restrict words,
                                                  DropoutRule rule, Index count, T* __restrict g) {
  const auto scale = static_cast<T>(rule.scale);
  for (Index c = 0; c < count; ++c) {
    const T scaled = dy[c] * scale;
    g[c] = !kDrop || words[c] >= rule.threshold ? scaled : T{0};
  }
}

// sum_gx[c] += g (x - mean), sum_g[c] += g, g counted where the ReLU passed.
template <class T>
__attribute__((always_inline)) inline void add_run(const T* __restrict g, const T* __restrict x,
                                                   const T* __restrict mean,
                                                   const T* __restrict slope,
                                                   const T* __restrict shift, Index count,
                                                   double* __restrict sum_gx,
                                                   double* __restrict sum_g) {
  for (Index c = 0; c < count; ++c) {
    const T centred = x[c] - mean[c], incoming = g[c];
    const T passed = centred * slope[c] + shift[c] <= 0 ? T{0} : incoming;
    sum_gx[c] += static_cast<double>(passed) * static_cast<double>(centred);
    sum_g[c] += static_cast<double>(passed);
  }
}

// dx = slope (g - mean_g - (x - mean) tilt), g counted where the ReLU passed.
template <class T>
__attribute__((always_inline)) inline void gradient_run(
    const T* __restrict g, const T* __restrict x, const T* __restrict mean,
    const T* __restrict slope, const T* __restrict shift, const T* __restrict mean_g,
    const T* __restrict tilt, Index count, T* __restrict dx) {
  for (Index c = 0; c < count; ++c) {
    const T centred = x[c] - mean[c], incoming = g[c];
    const T passed = centred * slope[c] + shift[c] <= 0 ? T{0} : incoming;
    dx[c] = slope[c] * (passed - mean_g[c] - centred * tilt[c]);
  }
}

template <class T, bool kDrop>
POSEGRAD_HOT void add_gradient_sums(const Call<T>& call, const T* __restrict dy,
                                    const T* __restrict x, Index first, Index last,
                                    double* __restrict sums) {
  RandomWords random(call.key);
  T g[kRun];
  const DropoutRule rule = call.rule;
  const Index C = call.C;
  for (Index r = first; r < last; ++r)
    for_runs(
        random, kDrop, call.places, r,
        C, [&](Index begin, Index end, const std::uint32_t* words) __attribute__((always_inline)) {
          undrop<T, kDrop>(dy + r * C + begin, words, rule, end - begin, g);
          add_run(g, x + r * C + begin, call.mean + begin, call.slope.data() + begin,
                  call.shift + begin, end - begin, sums + begin, sums + C + begin);
        });
}

template <class T, bool kDrop>
POSEGRAD_HOT void gradient(const Call<T>& call, const T* __restrict dy, const T* __restrict x,
                           const T* __restrict mean_g, const T* __restrict tilt, Index first,
                           Index last, T* __restrict dx) {
  RandomWords random(call.key);
  T g[kRun];
  const DropoutRule rule = call.rule;
  const Index C = call.C;
  for (Index r = first; r < last; ++r)
    for_runs(
        random, kDrop, call.places, r,
        C, [&](Index begin, Index end, const std::uint32_t* words) __attribute__((always_inline)) {
          undrop<T, kDrop>(dy + r * C + begin, words, rule, end - begin, g);
          gradient_run(g, x + r * C + begin, call.mean + begin, call.slope.data() + begin,
                       call.shift + begin, mean_g + begin, tilt + begin, end - begin,
                       dx + r * C + begin);
        });
}

}  // namespace

void NormReluDropout::cpu() const {
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const Call<T> call(*this);
    const T* const added = residual.defined() ? residual.data<T>() : nullptr;
    const auto run = p > 0 ? (added ? forward<T, true, true> : forward<T, true, false>)
                           : (added ? forward<T, false, true> : forward<T, false, false>);
    parallel_for(dim<"R">(*this), kCostPerNumber * static_cast<double>(call.C),
                 [&](Index first, Index last) {
                   run(call, x.data<T>(), added, rows, first, last, y.data<T>());
                 });
  });
}

void NormReluDropoutGradSums::cpu() const {
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const Call<T> call(*this);
    const auto run = p > 0 ? add_gradient_sums<T, true> : add_gradient_sums<T, false>;
    column_sums(
        dim<"R">(*this), call.C, kCostPerNumber * static_cast<double>(call.C),
        [&](Index first, Index last, double* sums) {
          run(call, dy.data<T>(), x.data<T>(), first, last, sums);
        },
        [&](Index c, double sum_gx, double sum_g) {
          dgamma.data<T>()[c] = static_cast<T>(sum_gx / std::sqrt(variance.at(c) + eps));
          dbeta.data<T>()[c] = static_cast<T>(sum_g);
        });
  });
}

void NormReluDropoutGradX::cpu() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  const auto rows = static_cast<double>(batch_rows);
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const Call<T> call(*this);
    const auto mean_g = per_channel<T>(C, [&](Index c) { return dbeta.at(c) / rows; }),
               tilt = per_channel<T>(C, [&](Index c) {
                 return dgamma.at(c) / rows / std::sqrt(variance.at(c) + eps);
               });
    const auto run = p > 0 ? gradient<T, true> : gradient<T, false>;
    parallel_for(R, kCostPerNumber * static_cast<double>(C), [&](Index first, Index last) {
      run(call, dy.data<T>(), x.data<T>(), mean_g.data(), tilt.data(), first, last, dx.data<T>());
    });
  });
}

}  // namespace posegrad::kernels

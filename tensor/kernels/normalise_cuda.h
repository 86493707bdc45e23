#pragma once
#include <type_traits>

#include "tensor/kernels/columns_cuda.h"
#include "tensor/kernels/dropout_mask.h"
#include "tensor/kernels/norm_relu_dropout.h"

// Bodies for columns_cuda.h: batch norm and, where kFused, the op that goes on with ReLU, and may
// with dropout and a residual. Arithmetic as in batchnorm_cpu.cpp and norm_relu_dropout_cpu.cpp.
// Bytes moved: x, the residual's rows and y once in the forward pass, dy and x for the gradient's
// sums, dy, x and dx for the gradient. Masks are made again from the random words, four channels at
// a time.
namespace posegrad::kernels {
namespace {

// Philox (tensor/rng.h) with the keys of all rounds as parameters of the kernel: constant operands,
// instead of additions for every block of words.
struct RoundKeys {
  std::uint32_t low[kPhiloxRounds], high[kPhiloxRounds];

  explicit RoundKeys(std::uint64_t seed) {
    for (std::uint32_t round = 0; round < kPhiloxRounds; ++round) {
      low[round] = static_cast<std::uint32_t>(seed) + round * kPhiloxKeyStep0;
      high[round] = static_cast<std::uint32_t>(seed >> 32) + round * kPhiloxKeyStep1;
    }
  }

  __device__ PhiloxBlock block(std::uint64_t counter, std::uint64_t number) const {
    auto c0 = static_cast<std::uint32_t>(number), c1 = static_cast<std::uint32_t>(number >> 32),
         c2 = static_cast<std::uint32_t>(counter), c3 = static_cast<std::uint32_t>(counter >> 32);
#pragma unroll
    for (int round = 0; round < kPhiloxRounds; ++round)
      philox_round(c0, c1, c2, c3, low[round], high[round]);
    return {{c0, c1, c2, c3}};
  }
};

// words[i] belongs to element e + i. e is a multiple of N.
template <int N>
__device__ void random_words(const RoundKeys& keys, std::uint64_t counter, Index e,
                             std::uint32_t (&words)[N]) {
  const auto block = static_cast<std::uint64_t>(e) / 4;
  if constexpr (N == 1) {
    const PhiloxBlock random = keys.block(counter, block);
#pragma unroll
    for (int i = 0; i < 4; ++i)  // an index that is not known would put the words into memory
      if (e % 4 == i) words[0] = random.word[i];
  } else {
    static_assert(N % 4 == 0);
#pragma unroll
    for (int b = 0; b < N / 4; ++b) {
      const PhiloxBlock random = keys.block(counter, block + static_cast<std::uint64_t>(b));
#pragma unroll
      for (int i = 0; i < 4; ++i) words[4 * b + i] = random.word[i];
    }
  }
}

// Beside the words of a pack there is no room in 64 registers for more numbers of 2 bytes.
template <class T, bool kDrop>
constexpr int kBytesInFlightOf = kDrop && sizeof(T) == 2 ? 32 : 64;

// In the place of what a body does without.
struct Nothing {
  template <class Op>
  explicit Nothing(const Op&) {}
};

// Multiplies by keep/(1-p). A body's own copy: begin() fetches the key.
template <class T>
struct Mask {
  RoundKeys keys;
  KeyOnDevice key;
  RandomPlaces places;  // of packs as of rows: channels that fill packs divide a row's words
  std::uint32_t threshold;
  Math<T> scale;
  std::uint64_t counter = 0;

  explicit Mask(const NormDropout& op)
      : keys(op.key.seed),
        key(op.key, op.offset),
        places(op.places),
        threshold(DropoutRule(op.p).threshold),
        scale(static_cast<Math<T>>(DropoutRule(op.p).scale)) {}

  __device__ void begin() { counter = key.get().counter; }
  template <int N>
  __device__ void apply(Index e, Math<T> (&values)[N]) const {
    std::uint32_t words[N];
    random_words(keys, counter, places.word(e), words);
#pragma unroll
    for (int i = 0; i < N; ++i) values[i] = words[i] >= threshold ? values[i] * scale : Math<T>{0};
  }
};

// What normalisation needs of a channel: value = (x - mean) slope + shift.
template <class T, bool kFused>
struct Norm {
  struct Channel {
    Math<T> mean, slope, shift;
    __device__ Math<T> value(Math<T> centred) const { return centred * slope + shift; }
  };
  const Math<T>*mean, *variance, *gamma = nullptr, *beta = nullptr;  // nullptr: the op needs none
  double eps;

  template <class Op>
  explicit Norm(const Op& op)
      : mean(op.mean.template data<Math<T>>()),
        variance(op.variance.template data<Math<T>>()),
        eps(op.eps) {
    if constexpr (requires { op.gamma; }) gamma = op.gamma.template data<Math<T>>();
    if constexpr (requires { op.beta; }) beta = op.beta.template data<Math<T>>();
  }

  // Rounded as on the CPU, where batch norm multiplies by the inverse.
  __device__ double over_deviation(double number, Index c) const {
    const double deviation = sqrt(static_cast<double>(variance[c]) + eps);
    return kFused ? number / deviation : number * (1.0 / deviation);
  }
  __device__ double slope(Index c) const {
    return over_deviation(static_cast<double>(gamma[c]), c);
  }
  __device__ Channel channel(Index c, bool has_slope = true, bool has_shift = true) const {
    return {mean[c], has_slope ? static_cast<Math<T>>(slope(c)) : Math<T>{0},
            has_shift ? beta[c] : Math<T>{0}};
  }
};

// Where a thread is in the residual, whose rows it meets kWarps apart: without a division for each.
template <class T>
class ResidualWalk {
 public:
  explicit ResidualWalk(const NormReluDropout& op)
      : from_(op.residual.data<T>()),
        rows_(op.rows),
        C_(dim<"C">(op)),
        step_t_(kWarps % rows_.L),
        step_((kWarps / rows_.L * rows_.L_in + step_t_ * rows_.step) * C_),
        wrap_((rows_.L_in - rows_.L * rows_.step) * C_) {}

  __device__ void begin(Index r, Index c) {
    t_ = r % rows_.L;
    e_ = rows_.row(r) * C_ + c;
  }
  template <int N>
  __device__ Pack<T, N> next() {
    const Pack<T, N> here = pack_at<N>(from_, e_);
    t_ += step_t_;
    e_ += step_;
    if (t_ >= rows_.L) {
      t_ -= rows_.L;
      e_ += wrap_;
    }
    return here;
  }

 private:
  const T* from_;
  ResidualRows rows_;
  Index C_, step_t_, step_, wrap_;
  Index t_ = 0, e_ = 0;
};

// y = value, where kFused max(value, 0) keep/(1-p) + residual
template <class T, bool kFused, bool kDrop = false, bool kResidual = false>
struct Forward {
  using Number = T;
  static constexpr int kReads = kResidual ? 2 : 1, kBytesInFlight = kBytesInFlightOf<T, kDrop>;
  using Channel = typename Norm<T, kFused>::Channel;
  template <int N>
  struct In {
    Pack<T, N> x, added;
  };

  const T* x;
  Norm<T, kFused> norm;
  std::conditional_t<kDrop, Mask<T>, Nothing> mask;
  std::conditional_t<kResidual, ResidualWalk<T>, Nothing> residual;
  T* y;

  template <class Op>
  explicit Forward(const Op& op)
      : x(op.x.template data<T>()), norm(op), mask(op), residual(op), y(op.y.template data<T>()) {}

  __device__ Channel channel(Index c) const { return norm.channel(c); }
  __device__ void begin(Index r, Index c) {
    if constexpr (kDrop) mask.begin();
    if constexpr (kResidual) residual.begin(r, c);
  }
  template <int N>
  __device__ void read(Index e, In<N>& in) {
    in.x = pack_at<N>(x, e);
    if constexpr (kResidual) in.added = residual.template next<N>();
  }
  template <int N>
  __device__ void write(Index e, const In<N>& in, const Channel (&channels)[N]) const {
    Math<T> values[N];
#pragma unroll
    for (int i = 0; i < N; ++i) {
      const Math<T> value =
          channels[i].value(static_cast<Math<T>>(in.x.item[i]) - channels[i].mean);
      values[i] = kFused && value < 0 ? Math<T>{0} : value;  // NaN stays
    }
    if constexpr (kDrop) mask.apply(e, values);
    Pack<T, N> out;
#pragma unroll
    for (int i = 0; i < N; ++i) {
      if constexpr (kResidual) values[i] += static_cast<Math<T>>(in.added.item[i]);
      out.item[i] = static_cast<T>(values[i]);
    }
    put_pack(y, e, out);
  }
};

// What both gradients begin with: x - mean, and g = dy, where kFused dy keep/(1-p) where the ReLU
// passed.
template <class T, bool kFused, bool kDrop>
struct Incoming {
  using Number = T;
  static constexpr int kReads = 2, kBytesInFlight = kBytesInFlightOf<T, kDrop>;
  template <int N>
  struct In {
    Pack<T, N> dy, x;
  };

  const T *dy, *x;
  Norm<T, kFused> norm;
  std::conditional_t<kDrop, Mask<T>, Nothing> mask;

  template <class Op>
  explicit Incoming(const Op& op)
      : dy(op.dy.template data<T>()), x(op.x.template data<T>()), norm(op), mask(op) {}

  __device__ void begin(Index, Index) {
    if constexpr (kDrop) mask.begin();
  }
  template <int N>
  __device__ void read(Index e, In<N>& in) {
    in.dy = pack_at<N>(dy, e);
    in.x = pack_at<N>(x, e);
  }
  template <int N, class Channel>
  __device__ void passed(Index e, const In<N>& in, const Channel (&channels)[N], Math<T> (&g)[N],
                         Math<T> (&centred)[N]) const {
#pragma unroll
    for (int i = 0; i < N; ++i) g[i] = static_cast<Math<T>>(in.dy.item[i]);
    if constexpr (kDrop) mask.apply(e, g);
#pragma unroll
    for (int i = 0; i < N; ++i) {
      centred[i] = static_cast<Math<T>>(in.x.item[i]) - channels[i].mean;
      if constexpr (kFused) g[i] = channels[i].value(centred[i]) <= 0 ? Math<T>{0} : g[i];
    }
  }
};

// sums: g (x - mean) and g.
template <class T, bool kFused, bool kDrop = false>
struct GradientSums : Incoming<T, kFused, kDrop> {
  using Sum = Math<T>;
  using Channel = typename Norm<T, kFused>::Channel;
  static constexpr int kSums = 2;
  Math<T>*dgamma, *dbeta;

  template <class Op>
  explicit GradientSums(const Op& op)
      : Incoming<T, kFused, kDrop>(op),
        dgamma(op.dgamma.template data<Math<T>>()),
        dbeta(op.dbeta.template data<Math<T>>()) {}

  __device__ Channel channel(Index c) const { return this->norm.channel(c, kFused, kFused); }
  template <int N, class In>
  __device__ void add(Index e, const In& in, const Channel (&channels)[N],
                      Sum (&sums)[kSums][N]) const {
    Math<T> g[N], centred[N];
    this->passed(e, in, channels, g, centred);
#pragma unroll
    for (int i = 0; i < N; ++i) {
      sums[0][i] += g[i] * centred[i];
      sums[1][i] += g[i];
    }
  }
  __device__ void finish(Index c, const double (&sums)[kSums]) const {
    dgamma[c] = static_cast<Math<T>>(this->norm.over_deviation(sums[0], c));
    dbeta[c] = static_cast<Math<T>>(sums[1]);
  }
};

// dx = slope (g - mean_g - (x - mean) tilt)
template <class T, bool kFused, bool kDrop = false>
struct Gradient : Incoming<T, kFused, kDrop> {
  struct Channel : Norm<T, kFused>::Channel {
    Math<T> mean_g, tilt;
  };
  double rows;
  const Math<T>*dgamma, *dbeta;
  T* dx;

  template <class Op>
  explicit Gradient(const Op& op)
      : Incoming<T, kFused, kDrop>(op),
        rows(static_cast<double>(op.batch_rows)),
        dgamma(op.dgamma.template data<Math<T>>()),
        dbeta(op.dbeta.template data<Math<T>>()),
        dx(op.dx.template data<T>()) {}

  __device__ Channel channel(Index c) const {
    const auto d = static_cast<double>(dgamma[c]);
    const double tilt =
        kFused ? this->norm.over_deviation(d / rows, c) : this->norm.over_deviation(d, c) / rows;
    return {this->norm.channel(c, true, kFused),
            static_cast<Math<T>>(static_cast<double>(dbeta[c]) / rows), static_cast<Math<T>>(tilt)};
  }
  template <int N, class In>
  __device__ void write(Index e, const In& in, const Channel (&channels)[N]) const {
    Math<T> g[N], centred[N];
    this->passed(e, in, channels, g, centred);
    Pack<T, N> out;
#pragma unroll
    for (int i = 0; i < N; ++i)
      out.item[i] = static_cast<T>(channels[i].slope *
                                   (g[i] - channels[i].mean_g - centred[i] * channels[i].tilt));
    put_pack(dx, e, out);
  }
};

}  // namespace
}  // namespace posegrad::kernels

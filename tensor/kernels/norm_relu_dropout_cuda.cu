// The arithmetic is that of norm_relu_dropout_cpu.cpp. Bytes moved: x, the residual's rows and y
// once in the forward pass, dy and x for the gradient's sums, dy, x and dx for the gradient. Masks
// are made again from the random words, four channels at a time.

#include "tensor/kernels/columns_cuda.h"
#include "tensor/kernels/dropout_mask.h"
#include "tensor/kernels/norm_relu_dropout.h"

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

// Multiplies by keep/(1-p). A body's own copy: begin() fetches the key.
template <class T, bool kDrop>
struct Mask {
  RoundKeys keys;
  KeyOnDevice key;
  std::uint32_t threshold;
  Math<T> scale;
  std::uint64_t counter = 0;

  template <class Op>
  explicit Mask(const Op& op) : keys(op.key.seed), key(op.key, op.offset) {
    const DropoutRule rule(op.p);
    threshold = rule.threshold;
    scale = static_cast<Math<T>>(rule.scale);
  }

  __device__ void begin() {
    if constexpr (kDrop) counter = key.get().counter;
  }
  template <int N>
  __device__ void apply(Index e, Math<T> (&values)[N]) const {
    if constexpr (!kDrop) return;
    std::uint32_t words[N];
    random_words(keys, counter, e, words);
#pragma unroll
    for (int i = 0; i < N; ++i) values[i] = words[i] >= threshold ? values[i] * scale : Math<T>{0};
  }
};

// What normalisation needs of a channel: value = (x - mean) slope + shift.
template <class T>
struct Norm {
  struct Channel {
    Math<T> mean, slope, shift;
    __device__ Math<T> value(Math<T> centred) const { return centred * slope + shift; }
  };
  const Math<T>*mean, *variance, *gamma, *beta;
  double eps;

  template <class Op>
  explicit Norm(const Op& op)
      : mean(op.mean.template data<Math<T>>()),
        variance(op.variance.template data<Math<T>>()),
        gamma(op.gamma.template data<Math<T>>()),
        beta(op.beta.template data<Math<T>>()),
        eps(op.eps) {}

  __device__ double deviation(Index c) const {
    return sqrt(static_cast<double>(variance[c]) + eps);
  }
  __device__ Channel channel(Index c) const {
    return {mean[c], static_cast<Math<T>>(static_cast<double>(gamma[c]) / deviation(c)), beta[c]};
  }
};

// Where a thread is in the residual, whose rows it meets kWarps apart: without a division for each.
class ResidualWalk {
 public:
  ResidualWalk(const ResidualRows& rows, Index C)
      : rows_(rows),
        C_(C),
        step_t_(kWarps % rows.L),
        step_((kWarps / rows.L * rows.L_in + step_t_ * rows.step) * C),
        wrap_((rows.L_in - rows.L * rows.step) * C) {}

  __device__ void begin(Index r, Index c) {
    t_ = r % rows_.L;
    e_ = rows_.row(r) * C_ + c;
  }
  __device__ Index element() const { return e_; }
  __device__ void next() {
    t_ += step_t_;
    e_ += step_;
    if (t_ < rows_.L) return;
    t_ -= rows_.L;
    e_ += wrap_;
  }

 private:
  ResidualRows rows_;
  Index C_, step_t_, step_, wrap_;
  Index t_ = 0, e_ = 0;
};

template <class T, bool kDrop, bool kResidual>
struct Forward {
  using Number = T;
  static constexpr int kReads = kResidual ? 2 : 1, kBytesInFlight = kBytesInFlightOf<T, kDrop>;
  using Channel = typename Norm<T>::Channel;
  template <int N>
  struct In {
    Pack<T, N> x, added;
  };

  const T* x;
  Norm<T> norm;
  Mask<T, kDrop> mask;
  const T* residual;
  ResidualWalk walk;
  T* y;

  explicit Forward(const NormReluDropout& op)
      : x(op.x.data<T>()),
        norm(op),
        mask(op),
        residual(kResidual ? op.residual.data<T>() : nullptr),
        walk(op.rows, op.x.dim(1)),
        y(op.y.data<T>()) {}

  __device__ Channel channel(Index c) const { return norm.channel(c); }
  __device__ void begin(Index r, Index c) {
    mask.begin();
    if constexpr (kResidual) walk.begin(r, c);
  }
  template <int N>
  __device__ void read(Index e, In<N>& in) {
    in.x = pack_at<N>(x, e);
    if constexpr (!kResidual) return;
    in.added = pack_at<N>(residual, walk.element());
    walk.next();
  }
  template <int N>
  __device__ void write(Index e, const In<N>& in, const Channel (&channels)[N]) const {
    Math<T> values[N];
#pragma unroll
    for (int i = 0; i < N; ++i) {
      const Math<T> value =
          channels[i].value(static_cast<Math<T>>(in.x.item[i]) - channels[i].mean);
      values[i] = value < 0 ? Math<T>{0} : value;  // NaN stays
    }
    mask.apply(e, values);
    Pack<T, N> out;
#pragma unroll
    for (int i = 0; i < N; ++i) {
      if constexpr (kResidual) values[i] += static_cast<Math<T>>(in.added.item[i]);
      out.item[i] = static_cast<T>(values[i]);
    }
    put_pack(y, e, out);
  }
};

// What both gradients begin with: g = dy keep/(1-p) where the ReLU passed, and x - mean.
template <class T, bool kDrop>
struct Incoming {
  using Number = T;
  static constexpr int kReads = 2, kBytesInFlight = kBytesInFlightOf<T, kDrop>;
  template <int N>
  struct In {
    Pack<T, N> dy, x;
  };

  const T *dy, *x;
  Norm<T> norm;
  Mask<T, kDrop> mask;

  template <class Op>
  explicit Incoming(const Op& op)
      : dy(op.dy.template data<T>()), x(op.x.template data<T>()), norm(op), mask(op) {}

  __device__ void begin(Index, Index) { mask.begin(); }
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
    mask.apply(e, g);
#pragma unroll
    for (int i = 0; i < N; ++i) {
      centred[i] = static_cast<Math<T>>(in.x.item[i]) - channels[i].mean;
      g[i] = channels[i].value(centred[i]) <= 0 ? Math<T>{0} : g[i];
    }
  }
};

// sums: g (x - mean) and g.
template <class T, bool kDrop>
struct GradientSums : Incoming<T, kDrop> {
  using Sum = Math<T>;
  using Channel = typename Norm<T>::Channel;
  static constexpr int kSums = 2;
  Math<T>*dgamma, *dbeta;

  explicit GradientSums(const NormReluDropoutGradSums& op)
      : Incoming<T, kDrop>(op),
        dgamma(op.dgamma.data<Math<T>>()),
        dbeta(op.dbeta.data<Math<T>>()) {}

  __device__ Channel channel(Index c) const { return this->norm.channel(c); }
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
    dgamma[c] = static_cast<Math<T>>(sums[0] / this->norm.deviation(c));
    dbeta[c] = static_cast<Math<T>>(sums[1]);
  }
};

// dx = slope (g - mean_g - (x - mean) tilt)
template <class T, bool kDrop>
struct Gradient : Incoming<T, kDrop> {
  struct Channel : Norm<T>::Channel {
    Math<T> mean_g, tilt;
  };
  Index R;
  const Math<T>*dgamma, *dbeta;
  T* dx;

  explicit Gradient(const NormReluDropoutGradX& op)
      : Incoming<T, kDrop>(op),
        R(dim<"R">(op)),
        dgamma(op.dgamma.data<Math<T>>()),
        dbeta(op.dbeta.data<Math<T>>()),
        dx(op.dx.data<T>()) {}

  __device__ Channel channel(Index c) const {
    const auto rows = static_cast<double>(R);
    return {this->norm.channel(c), static_cast<Math<T>>(static_cast<double>(dbeta[c]) / rows),
            static_cast<Math<T>>(static_cast<double>(dgamma[c]) / rows / this->norm.deviation(c))};
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

void NormReluDropout::cuda() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    constexpr int N = kColumnPack<T>;
    const bool with_residual = residual.defined(),
               packed = are_packed<N>(C, x.data<T>(), y.data<T>()) &&
                        (!with_residual || are_packed<N>(C, residual.data<T>()));
    const auto run = [&]<bool kDrop, bool kResidual>() {
      map_columns<N>(R, C, packed, Forward<T, kDrop, kResidual>(*this));
    };
    if (p > 0)
      with_residual ? run.template operator()<true, true>()
                    : run.template operator()<true, false>();
    else
      with_residual ? run.template operator()<false, true>()
                    : run.template operator()<false, false>();
  });
}

void NormReluDropoutGradSums::cuda() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    const bool packed = are_packed<4>(C, dy.data<T>(), x.data<T>());
    if (p > 0)
      column_sums(R, C, packed, GradientSums<T, true>(*this));
    else
      column_sums(R, C, packed, GradientSums<T, false>(*this));
  });
}

void NormReluDropoutGradX::cuda() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  cuda::visit_number(info.name, x.dtype(), [&]<class T>() {
    const bool packed = are_packed<4>(C, dy.data<T>(), x.data<T>(), dx.data<T>());
    if (p > 0)
      map_columns<4>(R, C, packed, Gradient<T, true>(*this));
    else
      map_columns<4>(R, C, packed, Gradient<T, false>(*this));
  });
}

}  // namespace posegrad::kernels

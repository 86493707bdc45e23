#include "nn/layers.h"

#include <thread>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/kernels/slice.h"
#include "tensor/shards/shard_group.h"
#include "tests/support/random_tensor.h"

namespace posegrad {
namespace {

using test::random_tensor;

constexpr Index kSamples = 7, kFrames = 3, kChannels = 5;

struct Inputs {
  Tensor x = random_tensor({kSamples, kFrames, kChannels}, DType::f64, 1),
         seed = random_tensor({kSamples, kFrames, kChannels}, DType::f64, 2),
         gamma = random_tensor({kChannels}, DType::f64, 3, 0.5, 2),
         beta = random_tensor({kChannels}, DType::f64, 4);
};

struct Results {
  Tensor y, dx, dgamma, dbeta;
};

/// What a block end gives for samples [begin, end), of which `shard` says where they stand.
Results block_end(const Inputs& in, Index begin, Index end, bool fused, const nn::Shard* shard) {
  const Index last = std::max(end, begin + 1);
  const auto part = [&](const Tensor& t) { return t.rows(begin, last).clone(); };
  const Variable x(part(in.x), true), gamma(in.gamma, true), beta(in.beta, true);
  constexpr double kEps = 1e-5, kP = 0.4;
  const RandomKey key{3, 9};
  const BatchPart batch = shard ? shard->part() : BatchPart{};
  const RandomPlaces places = shard ? shard->places(x) : RandomPlaces{};
  const Variable y =
      fused ? norm_relu_dropout(x, gamma, beta, {},
                                {.eps = kEps, .p = kP, .key = key, .part = batch, .places = places})
            : dropout(relu(batchnorm(x, gamma, beta, kEps, nullptr, batch)), kP, key, {}, places);
  const bool counts = end > begin;
  backward(y, counts ? part(in.seed) : Tensor::zeros(x.shape(), DType::f64));
  return {y.value(), x.grad(), gamma.grad(), beta.grad()};
}

void check_close(const Tensor& a, const Tensor& b) {
  BOOST_REQUIRE(a.shape() == b.shape());
  for (Index e = 0; e < a.numel(); ++e) BOOST_TEST(std::abs(a.at(e) - b.at(e)) < 1e-12);
}

BOOST_AUTO_TEST_SUITE(shards_of_layers)

BOOST_AUTO_TEST_CASE(shards_give_what_the_whole_batch_gives) {
  const Inputs in;
  // Of the four shards the third has no sample.
  const std::vector<std::pair<Index, Index>> ranges{{0, 2}, {2, 5}, {5, 5}, {5, 7}};
  for (const bool fused : {true, false}) {
    const Results whole = block_end(in, 0, kSamples, fused, nullptr);
    ShardGroup group(std::ssize(ranges));
    std::vector<Results> parts(ranges.size());
    {
      std::vector<std::jthread> threads;
      for (std::size_t s = 0; s < ranges.size(); ++s)
        threads.emplace_back([&, s] {
          const auto [begin, end] = ranges[s];
          const nn::Shard shard{.group = &group.member(static_cast<Index>(s)),
                                .samples = end - begin,
                                .of = kSamples,
                                .behind = begin};
          parts[s] = block_end(in, begin, end, fused, &shard);
        });
    }
    Tensor dgamma = Tensor::zeros({kChannels}, DType::f64), dbeta = dgamma.clone();
    for (std::size_t s = 0; s < ranges.size(); ++s) {
      const auto [begin, end] = ranges[s];
      for (Index c = 0; c < kChannels; ++c) {
        dgamma.data<double>()[c] += parts[s].dgamma.at(c);
        dbeta.data<double>()[c] += parts[s].dbeta.at(c);
      }
      if (begin == end) {
        for (Index e = 0; e < parts[s].dx.numel(); ++e) BOOST_TEST(parts[s].dx.at(e) == 0);
        continue;
      }
      check_close(parts[s].y, whole.y.rows(begin, end));
      check_close(parts[s].dx, whole.dx.rows(begin, end));
    }
    check_close(dgamma, whole.dgamma);
    check_close(dbeta, whole.dbeta);
  }
}

BOOST_AUTO_TEST_CASE(running_statistics_are_of_the_whole_batch) {
  const Inputs in;
  const auto x = [&](Index begin, Index end) {
    return Variable(in.x.to(DType::f32).rows(begin, end).clone());
  };
  const nn::BatchNorm1d whole(kChannels), first(kChannels), second(kChannels);
  whole.forward(x(0, 7), nn::Mode::training, 0.3);
  ShardGroup group(2);
  const auto forward = [&](const nn::BatchNorm1d& norm, Index s, Index begin, Index end) {
    const nn::Shard shard{
        .group = &group.member(s), .samples = end - begin, .of = 7, .behind = begin};
    norm.forward(x(begin, end), nn::Mode::training, 0.3, {}, &shard);
  };
  {
    const std::jthread other([&] { forward(second, 1, 3, 7); });
    forward(first, 0, 0, 3);
  }
  for (Index c = 0; c < kChannels; ++c) {
    BOOST_TEST(std::abs(first.running_mean().at(c) - whole.running_mean().at(c)) < 1e-7);
    BOOST_TEST(std::abs(first.running_var().at(c) - whole.running_var().at(c)) < 1e-6);
    BOOST_TEST(first.running_var().at(c) == second.running_var().at(c));
  }
}

BOOST_AUTO_TEST_CASE(a_sum_over_shards_has_the_gradient_of_all_losses) {
  // L = L_0 + L_1,  L_s = w_s . y,  y = x_0 + x_1:  dL/dx_s = w_0 + w_1
  ShardGroup group(2);
  std::vector<Tensor> y(2), dx(2);
  const auto work = [&](Index s) {
    const auto at = static_cast<std::size_t>(s);
    const Variable x(random_tensor({4}, DType::f64, static_cast<std::uint64_t>(s) + 1), true);
    const Variable sum = shard_sum(x, group.member(s));
    y[at] = sum.value();
    backward(sum, random_tensor({4}, DType::f64, static_cast<std::uint64_t>(s) + 11));
    dx[at] = x.grad();
  };
  {
    const std::jthread other([&] { work(1); });
    work(0);
  }
  const auto both = [](std::uint64_t first, Index e) {
    return random_tensor({4}, DType::f64, first).at(e) +
           random_tensor({4}, DType::f64, first + 1).at(e);
  };
  for (std::size_t s = 0; s < 2; ++s)
    for (Index e = 0; e < 4; ++e) {
      BOOST_TEST(y[s].at(e) == both(1, e));
      BOOST_TEST(dx[s].at(e) == both(11, e));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad

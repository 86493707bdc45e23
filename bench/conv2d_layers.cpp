// Times every convolution of the three MoveNet networks, in the order in which a picture passes through
// them, beside the rate of OpenBLAS' sgemm in the same run: medians over some passes, in milliseconds.
//   bench_conv2d_layers [PASSES [THREADS]]

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/matmul.h"
#include "tensor/parallel.h"
#include "tensor/rng.h"

using namespace posegrad;

namespace {

struct Layer {
  Index size, channels, outputs, width = 1,
                                 stride = 1;  // size: of the square picture that comes in
  double high = kernels::kUnbounded;
  bool is_depthwise = false;

  Index size_out() const { return (size + stride - 1) / stride; }
  double products() const {  // in millions
    return 1e-6 * static_cast<double>(size_out() * size_out() * width * width * outputs *
                                      (is_depthwise ? 1 : channels));
  }
  std::string name() const {
    return fmt::format("{:9} {:3} x {:<3} {:5} -> {:<5}{}",
                       is_depthwise ? "depthwise"
                       : width == 1 ? "1 x 1"
                                    : "3 x 3",
                       size, size, channels, outputs, stride == 1 ? "" : " stride 2");
  }
};

struct Network {
  std::string name;
  Index size, first;
  std::vector<Index> blocks;  // channels that the 17 blocks put out
  std::vector<Index> heads;   // numbers that they put out
};
const Network kNetworks[] = {
    {"lightning",
     192,
     32,
     {16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320},
     {17, 34, 1, 34}},
    {"thunder",
     256,
     56,
     {32, 40, 40, 56, 56, 56, 112, 112, 112, 112, 168, 168, 168, 280, 280, 280, 560},
     {17, 34, 1, 34}},
    {"multipose",
     256,
     48,
     {24, 40, 40, 48, 48, 48, 96, 96, 96, 96, 144, 144, 144, 240, 240, 240, 480},
     {34, 34, 17, 2, 2, 1}},
};

std::vector<Layer> layers_of(const Network& network) {
  std::vector<Layer> layers{{network.size, 3, network.first, 3, 2, 6}};
  Index size = network.size / 2, channels = network.first;
  const std::map<std::size_t, Index> laterals{{2, 24}, {5, 32}, {9, 64}};
  for (std::size_t b = 0; b < network.blocks.size(); ++b) {
    const Index wide = b == 0 ? channels : 6 * channels;
    const Index stride = b == 1 || b == 3 || b == 6 || b == 13 ? 2 : 1;
    if (b > 0) layers.push_back({size, channels, wide, 1, 1, 6});
    layers.push_back({size, wide, wide, 3, stride, 6, true});
    size /= stride;
    channels = network.blocks[b];
    layers.push_back({size, wide, channels});
    if (laterals.contains(b)) layers.push_back({size, channels, laterals.at(b)});
  }
  layers.push_back({size, channels, 1280, 1, 1, 6});
  layers.push_back({size, 1280, 64});
  for (const auto& [in, out] : {std::pair<Index, Index>{64, 32}, {32, 24}, {24, 24}}) {
    size *= 2;
    layers.push_back({size, in, in, 3, 1, kernels::kUnbounded, true});
    layers.push_back({size, in, out});
  }
  for (const Index out : network.heads) {
    layers.push_back({size, 24, 24, 3, 1, kernels::kUnbounded, true});
    layers.push_back({size, 24, 96});
    layers.push_back({size, 96, out});
  }
  return layers;
}

// On one thread its CPU time, because other programs may share the machine.
double milliseconds_of(const auto& work) {
  const auto now = [clock = threads() == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC] {
    timespec time{};
    ::clock_gettime(clock, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  work();
  return now() - start;
}

double median(std::vector<double> numbers) {
  std::ranges::nth_element(numbers,
                           numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2));
  return numbers[numbers.size() / 2];
}

Tensor random(const Shape& shape, double bound) {
  static std::uint64_t counter = 0;
  ++counter;
  const Tensor tensor = Tensor::empty(shape);
  const std::span<float> numbers = tensor.cpu_span<float>();
  for (std::size_t e = 0; e < numbers.size(); ++e)
    numbers[e] = static_cast<float>(bound * (random_word({1, counter}, e) * 0x1p-31 - 1));
  return tensor;
}

struct Weights {
  Tensor w, b;
};
Weights weights_of(const Layer& layer) {
  const Index terms = layer.width * layer.width * (layer.is_depthwise ? 1 : layer.channels);
  const double bound = 1.5 / std::sqrt(static_cast<double>(terms));
  const Index K = layer.width;
  return {layer.is_depthwise ? random({K, K, layer.channels}, bound)
                             : random({K, K, layer.channels, layer.outputs}, bound),
          random({layer.outputs}, 0.1)};
}

void measure(const Network& network, int passes) {
  const std::vector<Layer> layers = layers_of(network);
  std::vector<Weights> weights;
  std::map<std::pair<Index, Index>, Tensor>
      pictures;  // for layers that do not follow on the one before
  for (const Layer& layer : layers) {
    weights.push_back(weights_of(layer));
    Tensor& picture = pictures[{layer.size, layer.channels}];
    if (!picture.defined()) picture = random({1, layer.size, layer.size, layer.channels}, 1);
  }
  constexpr Index kSquare = 1024;
  const Tensor a = random({kSquare, kSquare}, 1), b = random({kSquare, kSquare}, 1);
  std::vector<std::vector<double>> times(layers.size());
  std::vector<double> gemm, whole;
  for (int pass = 0; pass <= passes; ++pass) {
    const double of_gemm = milliseconds_of([&] { kernels::matmul(a, b); });
    Tensor y;
    double sum = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Layer& layer = layers[i];
      const Tensor& picture = pictures[{layer.size, layer.channels}];
      const Tensor x = y.defined() && y.shape() == picture.shape() ? y : picture;
      const double of_layer = milliseconds_of([&] {
        const kernels::Conv2dOptions options{.stride = layer.stride};
        const double low = layer.high < 7 ? 0 : -kernels::kUnbounded;
        y = layer.is_depthwise ? kernels::depthwise_bias_clamp(x, weights[i].w, weights[i].b,
                                                               options, low, layer.high)
                               : kernels::conv2d_bias_clamp(x, weights[i].w, weights[i].b, options,
                                                            low, layer.high);
      });
      if (pass > 0) times[i].push_back(of_layer);
      sum += of_layer;
    }
    if (pass == 0) continue;
    gemm.push_back(of_gemm);
    whole.push_back(sum);
  }
  const double rate =
      1e-6 * std::pow(static_cast<double>(kSquare), 3) / median(gemm);  // millions of products / ms

  std::map<std::string, std::pair<int, double>> same;  // layers of one shape: how many, their times
  double products = 0, depthwise = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    auto& [count, time] = same[layers[i].name()];
    ++count;
    time += median(times[i]);
    products += layers[i].products();
    if (layers[i].is_depthwise) depthwise += median(times[i]);
  }
  fmt::print("{}\n", network.name);
  for (const Layer& layer : layers) {
    const auto found = same.find(layer.name());
    if (found == same.end()) continue;  // printed already
    const auto [count, time] = found->second;
    const double million = layer.products() * count;
    fmt::print("  {:42} x{:<2} {:8.3f} ms {:8.2f} M {:6.1f} GFLOP/s {:4.0f} % of sgemm\n",
               layer.name(), count, time, million, 2 * million / time, 100 * million / time / rate);
    same.erase(found);
  }
  fmt::print(
      "  sum: {:.2f} ms (depthwise {:.2f}), {:.1f} million multiply-adds, {:.1f} GFLOP/s, {:.0f} % "
      "of sgemm's {:.1f} GFLOP/s\n",
      median(whole), depthwise, products, 2 * products / median(whole),
      100 * products / median(whole) / rate, 2 * rate);
}

}  // namespace

int main(int argc, char** argv) {
  const int passes = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 20;
  set_threads(argc > 2 ? std::max(std::atoi(argv[2]), 1) : 1);
  for (const Network& network : kNetworks) measure(network, passes);
}

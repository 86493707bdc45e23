// Seconds per training step of the temporal model (forward, backward, Adam) on random data, the
// machine's own sgemm rate in the same run, and the peak of resident memory. Prints one line of
// JSON.
//   bench_train_step WIDTHS CHANNELS BATCH STEPS THREADS [CHUNK]         WIDTHS like 3,3,3; CHUNK:
//   output frames, default 1

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include "nn/adam.h"
#include "pose/losses.h"
#include "pose/model/temporal_model.h"
#include "tensor/blas.h"
#include "tensor/parallel.h"

using namespace posegrad;

namespace {

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

Tensor random_tensor(Shape shape, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  Tensor tensor = Tensor::empty(shape);
  for (float& x : tensor.cpu_span<float>())
    x = static_cast<float>(static_cast<double>(engine() >> 11) * 0x1p-53 - 0.5);
  return tensor;
}

// Of the product that dominates training: many rows, C columns, 3 C deep.
double sgemm_gflops(Index channels) {
  const Index rows = 4096, depth = 3 * channels;
  const Tensor a = random_tensor({rows, depth}, 1), b = random_tensor({channels, depth}, 2);
  const Tensor c = Tensor::empty({rows, channels});
  std::vector<double> seconds;
  for (int repeat = 0; repeat < 5; ++repeat)
    seconds.push_back(seconds_of([&] {
      blas::gemm<float>(blas::Op::plain, blas::Op::transposed, rows, channels, depth, 1,
                        a.data<float>(), depth, b.data<float>(), depth, 0, c.data<float>(),
                        channels);
    }));
  return 2e-9 * static_cast<double>(rows * channels * depth) / median(seconds);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    fmt::print(stderr, "usage: bench_train_step WIDTHS CHANNELS BATCH STEPS THREADS [CHUNK]\n");
    return 2;
  }
  std::vector<Index> widths;
  std::istringstream list(argv[1]);
  for (std::string width; std::getline(list, width, ',');) widths.push_back(std::stol(width));
  const Index channels = std::stol(argv[2]), batch = std::stol(argv[3]), steps = std::stol(argv[4]);
  const Index chunk = argc > 6 ? std::stol(argv[6]) : 1;
  set_threads(static_cast<int>(std::stol(argv[5])));

  const pose::TemporalModel model({.widths = widths, .channels = channels}, 1);
  nn::Adam adam(model.state().parameters, {});
  nn::RandomStream random{1, 0};
  const Index frames = model.receptive_field() + chunk - 1, samples = batch / chunk;
  const Variable input(random_tensor({samples, frames, 17, 2}, 3)),
      target(random_tensor({samples, chunk, 17, 3}, 4));
  const auto form = chunk == 1 ? pose::ModelForm::single_frame : pose::ModelForm::dilated;
  std::vector<double> seconds;
  for (Index step = 0; step < steps + 1; ++step) {
    const double s = seconds_of([&] {
      adam.zero_grad();
      const nn::Pass pass{nn::Mode::training, 0.1, &random};
      backward(pose::mpjpe_loss(model.forward(input, pass, form), target));
      adam.step();
    });
    if (step > 0) seconds.push_back(s);  // the first one asks the system for its memory
  }
  const double peak = peak_megabytes();
  fmt::print(
      "{{\"work\": \"train\", \"arc\": \"{}\", \"channels\": {}, \"batch\": {}, \"chunk\": {}, "
      "\"threads\": {}, "
      "\"seconds_per_step\": {:.5f}, \"frames_per_second\": {:.2f}, \"peak_megabytes\": {:.1f}, "
      "\"sgemm_gflops\": {:.1f}}}\n",
      argv[1], channels, batch, chunk, threads(), median(seconds),
      static_cast<double>(samples * chunk) / median(seconds), peak, sgemm_gflops(channels));
  return 0;
}

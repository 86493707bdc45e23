// Evaluation with mirroring of one padded sequence: frames a second, one JSON line.
//   bench_evaluate WIDTHS FRAMES REPEATS [CHANNELS] [SEQUENCES]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "pose/model/inference_model.h"
#include "tensor/parallel.h"

using namespace posegrad;

namespace {

std::vector<Index> widths_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<Index> widths;
  for (std::string item; std::getline(stream, item, ',');) widths.push_back(std::stoll(item));
  return widths;
}

Tensor pseudo_random(const Shape& shape) {
  Tensor x = Tensor::empty(shape);
  std::uint32_t state = 1;
  for (float& value : x.cpu_span<float>()) {
    state = state * 1664525U + 1013904223U;
    value = static_cast<float>(state >> 8) * 0x1p-24F - 0.5F;
  }
  return x;
}

template <class Work>
double median_seconds(int repeats, const Work& work) {
  std::vector<double> seconds;
  for (int i = 0; i <= repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    if (i > 0)
      seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: bench_evaluate WIDTHS FRAMES REPEATS [CHANNELS] [SEQUENCES]\n");
    return 2;
  }
  const Index frames = std::atoll(argv[2]), channels = argc > 4 ? std::atoll(argv[4]) : 1024,
              sequences = argc > 5 ? std::atoll(argv[5]) : 1;
  const int repeats = std::atoi(argv[3]);
  const pose::TemporalModel model({.widths = widths_of(argv[1]), .channels = channels}, 1);
  const Index context = model.receptive_field() - 1;
  const Tensor input = pseudo_random({2, frames + context, 17, 2});
  const NoGrad no_grad;

  Tensor plain, fast;
  const double plain_seconds =
      median_seconds(repeats, [&] { plain = model.forward(Variable(input), {}).value(); });
  const pose::InferenceModel inference(model);
  std::vector<Tensor> rows;
  for (Index s = 0; s < sequences; ++s)
    for (Index n = 0; n < 2; ++n)
      rows.push_back(input.rows(n, n + 1).reshape({frames + context, 17, 2}));
  const double fast_seconds =
      median_seconds(repeats, [&] { fast = inference.forward(rows).front(); });
  double worst = 0;
  for (Index e = 0; e < fast.numel(); ++e)
    worst = std::max(worst, std::abs(fast.at(e) - plain.at(e)));
  std::printf(
      "{\"plain_frames_per_second\": %.1f, \"frames_per_second\": %.1f, "
      "\"largest_difference\": %.3g, \"threads\": %d}\n",
      static_cast<double>(frames) / plain_seconds,
      static_cast<double>(frames * sequences) / fast_seconds, worst, threads());
}

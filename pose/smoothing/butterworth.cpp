#include "pose/smoothing/butterworth.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "pose/smoothing/finite_runs.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

int pass_order(const Butterworth& options) { return options.order / 2; }
Index padding(const Butterworth& options) { return Index{3} * (pass_order(options) + 1); }

// In place, from the state that a constant signal of the first number leaves.
void pass(std::vector<double>& numbers, const FilterSection& s) {
  const double first = numbers.front();
  double z1 = (1 - s.b0) * first, z2 = (s.b2 - s.a2) * first;
  for (double& number : numbers) {
    const double x = number, y = s.b0 * x + z1;
    z1 = s.b1 * x - s.a1 * y + z2;
    z2 = s.b2 * x - s.a2 * y;
    number = y;
  }
}

/// One channel of a run, between its mirrored ends.
void load(std::span<const double> numbers, std::size_t channels, std::size_t channel,
          std::size_t pad, std::vector<double>& padded) {
  const std::size_t frames = numbers.size() / channels;
  const auto at = [&](std::size_t t) { return numbers[t * channels + channel]; };
  padded.resize(frames + 2 * pad);
  for (std::size_t t = 0; t < frames; ++t) padded[pad + t] = at(t);
  for (std::size_t k = 1; k <= pad; ++k) {
    padded[pad - k] = 2 * at(0) - at(k);
    padded[pad + frames - 1 + k] = 2 * at(frames - 1) - at(frames - 1 - k);
  }
}

}  // namespace

Index shortest_run(const Butterworth& options) { return padding(options) + 1; }

std::vector<FilterSection> butterworth_pass(double fps, const Butterworth& options) {
  require_rate("butterworth_filter", fps);
  if (options.order < 2 || options.order > 8 || options.order % 2 != 0)
    throw ValueError(
        fmt::format("butterworth_filter: order {}; expected 2, 4, 6 or 8", options.order));
  if (!(options.cutoff > 0 && options.cutoff < fps / 2))
    throw ValueError(
        fmt::format("butterworth_filter: a cutoff of {} Hz; {} frames a second hold nothing from "
                    "{} Hz on",
                    options.cutoff, fps, fps / 2));
  const int n = pass_order(options);
  const double w = std::tan(std::numbers::pi * options.cutoff / fps) /
                   std::pow(std::numbers::sqrt2 - 1, 1 / (2.0 * n));
  std::vector<FilterSection> sections;
  // 1 / (s^2 + damping s + 1), s = (1 - z^-1) / (w (1 + z^-1)), for each pair of poles.
  for (int k = 1; k <= n / 2; ++k) {
    const double damping = 2 * std::sin((2 * k - 1) * std::numbers::pi / (2 * n));
    const double scale = 1 / (1 + damping * w + w * w), b = w * w * scale;
    sections.push_back({b, 2 * b, b, 2 * (w * w - 1) * scale, (1 - damping * w + w * w) * scale});
  }
  if (n % 2 != 0) {  // 1 / (s + 1)
    const double b = w / (1 + w);
    sections.push_back({b, b, 0, (w - 1) / (1 + w), 0});
  }
  return sections;
}

Tensor butterworth_filter(const Tensor& motion, double fps, const Butterworth& options) {
  const std::vector<FilterSection> sections = butterworth_pass(fps, options);
  const auto pad = static_cast<std::size_t>(padding(options));
  const auto filter = [&](std::span<double> numbers, Index width) {
    const auto channels = static_cast<std::size_t>(width);
    const std::size_t frames = numbers.size() / channels;
    if (static_cast<Index>(frames) < shortest_run(options)) return;
    std::vector<double> padded;
    for (std::size_t c = 0; c < channels; ++c) {
      load(numbers, channels, c, pad, padded);
      for ([[maybe_unused]] const int way : {0, 1}) {
        for (const FilterSection& section : sections) pass(padded, section);
        std::ranges::reverse(padded);
      }
      for (std::size_t t = 0; t < frames; ++t) numbers[t * channels + c] = padded[pad + t];
    }
  };
  return filter_runs("butterworth_filter", motion, 30.0 * options.order, filter);
}

}  // namespace posegrad::pose

#include "pose/smoothing/savitzky_golay.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "pose/smoothing/finite_runs.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using Row = std::vector<double>;

double product(const Row& a, const Row& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Polynomials of the degrees 0 to order at the window's frames, of length 1 and at right angles:
/// Gram-Schmidt twice on x times the last one, which powers of x would not survive.
std::vector<Row> orthonormal_polynomials(Index window, int order) {
  const Index middle = window / 2;
  const double half = std::max(1.0, static_cast<double>(middle));
  std::vector<Row> rows;
  for (int degree = 0; degree <= order; ++degree) {
    Row row(static_cast<std::size_t>(window), 1);
    for (std::size_t i = 0; i < row.size() && degree > 0; ++i)
      row[i] = rows.back()[i] * (static_cast<double>(i) - static_cast<double>(middle)) / half;
    for (int again = 0; again < 2; ++again)
      for (const Row& other : rows) {
        const double along = product(row, other);
        for (std::size_t i = 0; i < row.size(); ++i) row[i] -= along * other[i];
      }
    const double size = std::sqrt(product(row, row));
    for (double& number : row) number /= size;
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Weights of the window's frames in the fitted polynomial's value in its middle.
Row middle_weights(const std::vector<Row>& polynomials) {
  const std::size_t window = polynomials.front().size();
  Row weights(window, 0);
  for (const Row& polynomial : polynomials)
    for (std::size_t i = 0; i < window; ++i) weights[i] += polynomial[window / 2] * polynomial[i];
  return weights;
}

/// Values of one channel of a run.
class Channel {
 public:
  Channel(std::span<double> numbers, Index channels, Index channel)
      : numbers_(numbers), channels_(channels), channel_(channel) {}
  double& operator[](Index frame) const {
    return numbers_[static_cast<std::size_t>(frame * channels_ + channel_)];
  }

 private:
  std::span<double> numbers_;
  Index channels_, channel_;
};

/// `from` at [first, first + window): its best polynomial's values at [begin, end) go to `to`.
void fit_edge(const std::vector<Row>& polynomials, const Row& from, Index first, Index begin,
              Index end, const Channel& to) {
  const auto window = static_cast<Index>(polynomials.front().size());
  for (Index t = begin; t < end; ++t) to[t] = 0;
  for (const Row& polynomial : polynomials) {
    double along = 0;
    for (Index i = 0; i < window; ++i)
      along += polynomial[static_cast<std::size_t>(i)] * from[static_cast<std::size_t>(first + i)];
    for (Index t = begin; t < end; ++t)
      to[t] += along * polynomial[static_cast<std::size_t>(t - first)];
  }
}

}  // namespace

Index window_frames(const SavitzkyGolay& options, double fps) {
  const double frames = options.in_frames ? options.window : options.window * fps;
  return 2 * static_cast<Index>(std::floor(frames / 2)) + 1;
}

Tensor savitzky_golay_filter(const Tensor& motion, Index window, int order) {
  if (window < 1 || window % 2 == 0 || order < 0 || order >= window)
    throw ValueError(fmt::format(
        "savitzky_golay_filter: a window of {} frames and a polynomial of order {}; expected an "
        "odd window above the order",
        window, order));
  const std::vector<Row> polynomials = orthonormal_polynomials(window, order);
  const Row weights = middle_weights(polynomials);
  const auto filter = [&](std::span<double> numbers, Index channels) {
    const Index frames = static_cast<Index>(numbers.size()) / channels, half = window / 2;
    if (frames < window) return;
    Row from(static_cast<std::size_t>(frames));
    for (Index c = 0; c < channels; ++c) {
      const Channel channel(numbers, channels, c);
      for (Index t = 0; t < frames; ++t) from[static_cast<std::size_t>(t)] = channel[t];
      fit_edge(polynomials, from, 0, 0, half, channel);
      for (Index t = half; t < frames - half; ++t)
        channel[t] =
            std::inner_product(weights.begin(), weights.end(), from.begin() + (t - half), 0.0);
      fit_edge(polynomials, from, frames - window, frames - half, frames, channel);
    }
  };
  return filter_runs("savitzky_golay_filter", motion, 3.0 * static_cast<double>(window), filter);
}

}  // namespace posegrad::pose

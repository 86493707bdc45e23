#include "pose/data/synth/detector.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "tensor/dims.h"

namespace posegrad::pose::synth {
namespace {

struct Point {
  double x, y;
};

/// Ends of limbs are harder to find than hips, shoulders and faces.
double difficulty(std::string_view joint) {
  for (const std::string_view hard : {"wrist", "ankle", "foot"})
    if (joint.ends_with(hard)) return 1.5;
  for (const std::string_view easy : {"eye", "ear", "nose", "neck", "thorax", "shoulder", "head"})
    if (joint.ends_with(easy)) return 0.6;
  return 1;
}

/// Frames [first, end) in which something goes wrong.
class Runs {
 public:
  Runs(Index frames, double rate, int longest, Random& random)
      : on_(static_cast<std::size_t>(frames), false) {
    for (Index t = 0; t < frames; ++t) {
      if (!random.chance(rate)) continue;
      const Index end =
          std::min<Index>(frames, t + 1 + static_cast<Index>(random.uniform(0, longest)));
      for (Index i = t; i < end; ++i) on_[static_cast<std::size_t>(i)] = true;
    }
  }
  bool at(Index t) const { return on_[static_cast<std::size_t>(t)]; }

 private:
  std::vector<bool> on_;
};

/// Joint pairs of the arms and of the legs, each swapped together.
std::vector<std::vector<std::pair<Index, Index>>> limb_pairs(const KeypointLayout& layout) {
  std::vector<std::vector<std::pair<Index, Index>>> limbs(2);
  for (std::size_t i = 0; i < layout.left.size(); ++i) {
    const std::string_view joint = layout.joints[static_cast<std::size_t>(layout.left[i])];
    const std::pair<Index, Index> pair{layout.left[i], layout.right[i]};
    if (joint.ends_with("elbow") || joint.ends_with("wrist")) limbs[0].push_back(pair);
    if (joint.ends_with("knee") || joint.ends_with("ankle") || joint.ends_with("foot"))
      limbs[1].push_back(pair);
  }
  return limbs;
}

void swap_limbs(const Tensor& points, const KeypointLayout& layout, double rate, Random& random) {
  const Index T = points.dim(0), K = points.dim(1);
  const auto values = points.cpu_span<float>();
  for (const auto& limb : limb_pairs(layout)) {
    const Runs runs(T, rate, 8, random);
    for (Index t = 0; t < T; ++t) {
      if (!runs.at(t)) continue;
      for (const auto& [left, right] : limb) {
        const auto a = static_cast<std::size_t>((t * K + left) * 2),
                   b = static_cast<std::size_t>((t * K + right) * 2);
        std::swap(values[a], values[b]);
        std::swap(values[a + 1], values[b + 1]);
      }
    }
  }
}

/// Pixels of a person who is near are larger, and so is the error. Median body height in this
/// picture, against 500.
double body_scale(const Tensor& exact) {
  const Index T = exact.dim(0), K = exact.dim(1);
  const auto values = exact.cpu_view<float>();
  std::vector<float> heights;
  for (Index t = 0; t < T; ++t) {
    float low = values[static_cast<std::size_t>(t * K * 2 + 1)], high = low;
    for (Index k = 0; k < K; ++k) {
      const float y = values[static_cast<std::size_t>((t * K + k) * 2 + 1)];
      low = std::min(low, y);
      high = std::max(high, y);
    }
    heights.push_back(high - low);
  }
  if (heights.empty()) return 1;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), middle, heights.end());
  return std::clamp(static_cast<double>(*middle) / 500, 0.3, 2.0);
}

/// Error of one joint over time: first-order autoregressive jitter, a slow bias and runs of
/// outliers.
std::vector<Point> joint_errors(Index frames, double size, const DetectorErrors& errors,
                                Random& random) {
  constexpr double kMemory = 0.8;  // of the jitter, from frame to frame
  const double fresh = std::sqrt(1 - kMemory * kMemory);
  const Runs outliers(frames, errors.outlier_rate, 5, random);
  const Point bias{0.5 * size * random.normal(), 0.5 * size * random.normal()};
  Point drift{random.normal(), random.normal()}, jump{0, 0};
  std::vector<Point> result;
  for (Index t = 0; t < frames; ++t) {
    drift = {kMemory * drift.x + fresh * random.normal(),
             kMemory * drift.y + fresh * random.normal()};
    const bool out = outliers.at(t);
    if (out && jump.x == 0) jump = {12 * size * random.normal(), 12 * size * random.normal()};
    if (!out) jump = {0, 0};
    result.push_back({bias.x + size * drift.x + jump.x, bias.y + size * drift.y + jump.y});
  }
  return result;
}

void check_layout(const char* op, const Tensor& exact, const KeypointLayout& layout) {
  static constexpr Contract kContract = parse_contract("exact (T, K, 2) -> found (T, K, 2)");
  const Dims dims(op, kContract, {&exact});
  if (dims["K"] != layout.num_joints())
    dims.fail(fmt::format("'exact' has shape {}; expected (T, {}, 2) for layout '{}'",
                          exact.shape().to_string(), layout.num_joints(), layout.name));
}

}  // namespace

Tensor detect(const Tensor& exact, const KeypointLayout& layout, const DetectorErrors& errors,
              Random& random) {
  check_layout("detect", exact, layout);
  const Index T = exact.dim(0), K = exact.dim(1);
  const Tensor result = exact.clone();
  swap_limbs(result, layout, errors.swap_rate, random);
  const auto values = result.cpu_span<float>();
  const double scale = body_scale(exact);
  for (Index k = 0; k < K; ++k) {
    const double size =
        errors.jitter * scale * difficulty(layout.joints[static_cast<std::size_t>(k)]);
    const std::vector<Point> error = joint_errors(T, size, errors, random);
    for (Index t = 0; t < T; ++t) {
      const auto i = static_cast<std::size_t>((t * K + k) * 2);
      values[i] += static_cast<float>(error[static_cast<std::size_t>(t)].x);
      values[i + 1] += static_cast<float>(error[static_cast<std::size_t>(t)].y);
    }
  }
  return result;
}

Tensor detect_scored(const Tensor& exact, const Tensor& visible, const KeypointLayout& layout,
                     Index width, Index height, const DetectorErrors& errors, Random& random) {
  check_layout("detect_scored", exact, layout);
  const Index T = exact.dim(0), K = exact.dim(1);
  static constexpr Contract kContract =
      parse_contract("exact (T, K, 2), visible (T, K) -> found (T, K, 3)");
  const Dims dims("detect_scored", kContract, {&exact, &visible});
  const Tensor found = detect(exact, layout, errors, random);
  const Tensor result = Tensor::zeros({T, K, 3});
  const auto truth = exact.cpu_view<float>(), seen = visible.cpu_view<float>(),
             points = found.cpu_view<float>();
  const auto out = result.cpu_span<float>();
  const double scale = body_scale(exact);
  for (Index k = 0; k < K; ++k) {
    const double size =
        errors.jitter * scale * difficulty(layout.joints[static_cast<std::size_t>(k)]);
    const Runs missed(T, errors.miss_rate, 6, random);
    double mood = random.normal();  // scores drift as well
    for (Index t = 0; t < T; ++t) {
      const auto i = static_cast<std::size_t>(t * K + k);
      const double clear = seen[i];
      mood = 0.9 * mood + 0.436 * random.normal();
      // A hidden joint is a guess.
      const double x = points[2 * i] + 2.5 * size * (1 - clear) * random.normal();
      const double y = points[2 * i + 1] + 2.5 * size * (1 - clear) * random.normal();
      const double off = std::hypot(x - truth[2 * i], y - truth[2 * i + 1]) / (6 * size);
      const double score =
          std::clamp((0.93 + 0.035 * mood) * (0.25 + 0.75 * clear) / (1 + off * off), 0.02, 0.999);
      const bool outside =
          x < 0 || y < 0 || x >= static_cast<double>(width) || y >= static_cast<double>(height);
      if (missed.at(t) || outside || score < 0.12) continue;
      out[3 * i] = static_cast<float>(x);
      out[3 * i + 1] = static_cast<float>(y);
      out[3 * i + 2] = static_cast<float>(score);
    }
  }
  return result;
}

}  // namespace posegrad::pose::synth

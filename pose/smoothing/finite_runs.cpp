#include "pose/smoothing/finite_runs.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

bool is_finite(std::span<const double> numbers) {
  return std::ranges::all_of(numbers, [](double x) { return std::isfinite(x); });
}

void filter_joint(std::span<double> numbers, Index channels, const RunFilter& filter) {
  const auto width = static_cast<std::size_t>(channels);
  const std::size_t frames = numbers.size() / width;
  for (std::size_t begin = 0; begin < frames;) {
    std::size_t end = begin;
    while (end < frames && is_finite(numbers.subspan(end * width, width))) ++end;
    if (end > begin) filter(numbers.subspan(begin * width, (end - begin) * width), channels);
    begin = end + 1;
  }
}

}  // namespace

void require_motion(std::string_view user, const Tensor& motion) {
  if (!motion.defined() || motion.rank() != 3)
    throw ShapeError(fmt::format("{}: 'motion' has shape {}; expected (T, J, C)", user,
                                 motion.shape().to_string()));
  if (motion.dtype() != DType::f32) throw DTypeError(fmt::format("{}: 'motion' is not f32", user));
}

void require_rate(std::string_view user, double fps) {
  if (!(fps > 0) || !std::isfinite(fps))
    throw ValueError(fmt::format("{}: {} frames a second; expected a number above 0", user, fps));
}

Tensor filter_runs(std::string_view user, const Tensor& motion, double cost,
                   const RunFilter& filter) {
  require_motion(user, motion);
  const Index T = motion.dim(0), J = motion.dim(1), C = motion.dim(2);
  Tensor result = motion.clone();
  if (result.numel() == 0) return result;
  float* const numbers = result.data<float>();
  parallel_for(J, static_cast<double>(T) * cost, [&](Index first, Index last) {
    std::vector<double> joint(static_cast<std::size_t>(T * C));
    for (Index j = first; j < last; ++j) {
      for (Index t = 0; t < T; ++t)
        for (Index c = 0; c < C; ++c)
          joint[static_cast<std::size_t>(t * C + c)] = numbers[(t * J + j) * C + c];
      filter_joint(joint, C, filter);
      for (Index t = 0; t < T; ++t)
        for (Index c = 0; c < C; ++c)
          numbers[(t * J + j) * C + c] =
              static_cast<float>(joint[static_cast<std::size_t>(t * C + c)]);
    }
  });
  return result;
}

}  // namespace posegrad::pose

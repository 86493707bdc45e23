#include "pose/smoothing/smoothing.h"

#include <fmt/format.h>

#include "pose/smoothing/finite_runs.h"

namespace posegrad::pose {
namespace {

// Below it gaussian_filter changes nothing.
constexpr double kNarrowest = 0.1;  // frames

std::string why_not(const Butterworth& filter, double fps, Index frames) {
  if (filter.cutoff >= fps / 2)
    return fmt::format("{:.6g} frames a second hold nothing from {:.6g} Hz on", fps, fps / 2);
  if (frames < shortest_run(filter))
    return fmt::format("it needs {} frames in a row, there are {}", shortest_run(filter), frames);
  return "";
}

std::string why_not(const SavitzkyGolay& filter, double fps, Index frames) {
  const Index window = window_frames(filter, fps);
  if (window <= filter.order)
    return fmt::format(
        "{} frame{} of {:.6g} a second in the window; a polynomial of order {} "
        "goes through them all",
        window, window == 1 ? "" : "s", fps, filter.order);
  if (frames < window)
    return fmt::format("it needs {} frames in a row, there are {}", window, frames);
  return "";
}

std::string why_not(const Gaussian& filter, double fps, Index) {
  if (filter.seconds * fps >= kNarrowest) return "";
  return fmt::format("at {:.6g} frames a second that is less than a tenth of a frame", fps);
}

std::string why_not(const OneEuro&, double, Index) { return ""; }
std::string why_not(const NoFilter&, double, Index) { return ""; }

struct Smoother {
  const Tensor& motion;
  double fps, metres;

  Tensor operator()(const NoFilter&) const { return motion; }
  Tensor operator()(const Butterworth& filter) const {
    return butterworth_filter(motion, fps, filter);
  }
  Tensor operator()(const OneEuro& filter) const {
    return one_euro_filter(motion, fps, filter, metres);
  }
  Tensor operator()(const SavitzkyGolay& filter) const {
    return savitzky_golay_filter(motion, window_frames(filter, fps), filter.order);
  }
  Tensor operator()(const Gaussian& filter) const {
    return gaussian_filter(motion, filter.seconds * fps);
  }
};

}  // namespace

bool looks_ahead(const SmoothingChoice& choice) {
  return !std::holds_alternative<NoFilter>(choice) && !std::holds_alternative<OneEuro>(choice);
}

std::string why_not_smoothed(const SmoothingChoice& choice, double fps, Index frames) {
  const std::string reason =
      std::visit([&](const auto& filter) { return why_not(filter, fps, frames); }, choice);
  return reason.empty() ? "" : fmt::format("{} changes nothing: {}", to_string(choice), reason);
}

Tensor smooth(const Tensor& motion, double fps, const SmoothingChoice& choice, double metres) {
  require_motion("smooth", motion);
  require_rate("smooth", fps);
  if (!why_not_smoothed(choice, fps, motion.dim(0)).empty()) return motion;
  return std::visit(Smoother{motion, fps, metres}, choice);
}

}  // namespace posegrad::pose

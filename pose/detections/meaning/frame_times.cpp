#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "pose/detections/meaning/frame_numbers.h"
#include "pose/detections/meaning/points.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

/// No video is longer: such times are those of a clock.
constexpr double kLongest = 24 * 3600 * 1000.0;

struct Rate {
  double fps = 0;
  std::string reason, note;
};

/// From the usual time between two frames.
Rate measured_rate(const std::vector<double>& times, const std::string& source) {
  std::vector<double> sorted = times, steps;
  std::ranges::sort(sorted);
  for (std::size_t i = 1; i < sorted.size(); ++i) steps.push_back(sorted[i] - sorted[i - 1]);
  if (steps.empty()) return {1, "there is one frame", ""};
  const double step = *quantile(steps, 0.5);
  if (!(step > 0))
    throw DataError(fmt::format(
        "{}: its frames have times, most of them the same; the frame rate is wanted (--fps)",
        source));
  const double fps = 1000 / step;
  return {fps, fmt::format("most frames are {:.4g} ms apart", step),
          fmt::format("times are {:.4g} ms apart: {:.4g} frames a second are taken (--fps)", step,
                      fps)};
}

Rate rate_of(const Records& records, const ReadOptions& options, const std::vector<double>& times,
             const std::string& source) {
  if (options.fps) return {*options.fps, "--fps", ""};
  if (records.fps && *records.fps > 0) return {*records.fps, "the file's frame rate", ""};
  if (options.video && options.video->fps > 0) return {options.video->fps, "the video's", ""};
  return measured_rate(times, source);
}

std::vector<Index> in_order_of(const std::vector<double>& times) {
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return times[i]; });
  std::vector<Index> places(times.size());
  for (std::size_t i = 0; i < order.size(); ++i) places[order[i]] = static_cast<Index>(i);
  return places;
}

}  // namespace

TimePlaces frames_of_times(const Records& records, const ReadOptions& options,
                           const std::string& source) {
  std::vector<double> times;
  for (const RawFrame& frame : records.frames) {
    if (!frame.number || !std::isfinite(*frame.number))
      throw DataError(fmt::format("{}: there is no time, but other frames have one",
                                  place_in(source, frame.where)));
    times.push_back(*frame.number);
  }
  const auto count = static_cast<Index>(times.size());
  if (options.video && options.video->frames == count)
    return {in_order_of(times),
            0,
            {"", "in order of their times", "there are as many as the video has frames", "", ""}};
  Rate rate = rate_of(records, options, times, source);
  const double first = std::ranges::min(times);
  const bool is_clock = first < 0 || first > kLongest;
  if (is_clock) {
    for (double& time : times) time -= first;
    rate.note += fmt::format(
        "{}times begin at {:.10g} ms: the first is taken as the video's first "
        "frame",
        rate.note.empty() ? "" : "; ", first);
  }
  TimePlaces found;
  found.fps = count > 1 ? rate.fps : 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double place = times[i] * rate.fps / 1000;
    if (!(place < 9e15))
      throw DataError(fmt::format("{}: {} ms is no time of a video",
                                  place_in(source, records.frames[i].where), times[i]));
    found.places.push_back(std::llround(place));
  }
  found.decision = {"", fmt::format("times, {:.4g} frames a second", rate.fps),
                    std::move(rate.reason), "--fps", std::move(rate.note)};
  return found;
}

}  // namespace posegrad::pose::detections

#include "apps/wild/inputs.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "apps/files/named_files.h"
#include "pose/detections/read_detections.h"
#include "pose/model/checkpoint/convert.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

bool is_file(const std::string& path) {
  std::error_code unknown;
  return fs::exists(path, unknown) && !fs::is_directory(path, unknown);
}

constexpr double kOtherAspect = 0.01, kOtherRate = 0.01;

double ratio(Index a, Index b) { return static_cast<double>(a) / static_cast<double>(b); }

// k where detectors looked at every k-th of the pictures, to a frame or two at the end; 0: another.
Index step_between(Index pictures, Index poses) {
  constexpr Index kLargestStep = 10;
  for (Index step = 2; step <= kLargestStep; ++step)
    if (poses > 5 && std::abs(pictures - poses * step) <= 2 * step) return step;
  return 0;
}

std::vector<Index> numbers_after(const pose::VideoInfo& info, Index skip) {
  const auto left_out = std::min<Index>(skip, static_cast<Index>(info.numbers.size()));
  return {info.numbers.begin() + left_out, info.numbers.end()};
}

}  // namespace

bool as_the_fork(const WildOptions& options) { return !options.fork_output.empty(); }

std::string video_option(const WildOptions& options) {
  return as_the_fork(options) ? "--viz-video" : "--video";
}

std::string named_checkpoint(const std::string& given) {
  if (is_file(given) || given.find('/') != std::string::npos || pose::has_weights_ending(given))
    return given;
  const std::vector<std::string> names = pose::model_names();
  if (std::ranges::find(names, given) != names.end()) return pose::find_model(given).weights_path();
  require_file(given, names, "there are the models", "there is no model of this name either");
  return given;
}

pose::ModelFile default_model(bool causal) {
  try {
    return pose::default_model(causal);
  } catch (const IoError& error) {
    throw IoError(fmt::format(
        "{}; scripts/default_model.sh makes it, --checkpoint FILE takes another", error.what()));
  }
}

void require_as_told(const pose::PretrainedModel& model, const pose::KeypointLayout* told) {
  if (told != nullptr && model.layout != told)
    throw DataError(fmt::format("{}: the model takes {} keypoints, but its card says {}",
                                model.checkpoint, model.layout->name, told->name));
}

void require_same_layout(const pose::PretrainedModel& first, const pose::PretrainedModel& other) {
  if (other.layout != first.layout)
    throw DataError(
        fmt::format("{}: the model takes {} keypoints, {} takes {}; those that are compared take "
                    "the same",
                    other.checkpoint, other.layout->name, first.checkpoint, first.layout->name));
}

std::vector<std::string> video_report(const std::string& path, const pose::VideoInfo& info) {
  const std::string rate =
      info.fps > 0 ? fmt::format("{:.6g} frames a second, ", info.fps) : std::string();
  std::vector<std::string> lines{
      fmt::format("{}: {}x{}, {}{} {}{}{}", path, info.width, info.height, rate, info.frames,
                  info.of_pictures ? "picture" : "frame", info.frames == 1 ? "" : "s",
                  info.variable_rate ? " at varying intervals" : "")};
  for (const std::string& note : info.notes) lines.push_back("Note: " + note);
  return lines;
}

pose::Detections read_for(const WildOptions& options, const pose::KeypointLayout& models,
                          const std::optional<pose::VideoInfo>& info) {
  pose::ReadOptions reading = options.reading;
  reading.target = &models;
  if (info)
    reading.video = pose::VideoFacts{{info->width, info->height},
                                     std::max<Index>(0, info->frames - options.viz_skip),
                                     info->fps,
                                     info->rotation,
                                     numbers_after(*info, options.viz_skip)};
  return pose::read_detections(options.detections, reading);
}

pose::VideoSize size_of(const WildOptions& options, const pose::Detections& detections,
                        const std::optional<pose::VideoInfo>& info) {
  if (options.reading.size) return *options.reading.size;
  if (detections.size && info &&
      (detections.size->width != info->width || detections.size->height != info->height))
    throw DataError(fmt::format(
        "{}: they are of a video of {}x{}, but {} has {}x{}; --size WIDTHxHEIGHT decides",
        detections.source, detections.size->width, detections.size->height, options.video,
        info->width, info->height));
  if (detections.size) return *detections.size;
  if (info) return {info->width, info->height};
  if (options.compat_size) return *options.compat_size;
  throw DataError(
      fmt::format("{}: they do not say the size of their video; give {} CLIP or --size "
                  "WIDTHxHEIGHT",
                  detections.source, video_option(options)));
}

std::optional<double> rate_of(const WildOptions& options, const pose::Detections& detections,
                              const std::optional<pose::VideoInfo>& info) {
  if (options.fps > 0) return options.fps;
  if (info && info->fps > 0) return info->fps;
  return detections.fps;
}

std::string length_remark(const WildOptions& options, const pose::Detections& detections,
                          const pose::VideoInfo& info) {
  const Index poses = detections.first_frame + static_cast<Index>(detections.frames.size());
  const Index pictures = std::max<Index>(0, info.frames - options.viz_skip);
  if (pictures == poses) return "";
  std::string text =
      fmt::format("Note: {} has {} frames{}, the detections end after {}", options.video, pictures,
                  options.viz_skip > 0 ? " after those that are left out" : "", poses);
  if (const Index step = step_between(pictures, poses); step > 1 && info.fps > 0)
    text += fmt::format("; are they of every {} frame? Their rate is {:.6g} then (--fps)",
                        step == 2   ? "second"
                        : step == 3 ? "third"
                                    : fmt::format("{}th", step),
                        info.fps / static_cast<double>(step));
  return text;
}

std::vector<std::string> contradictions(const WildOptions& options,
                                        const pose::Detections& detections,
                                        const pose::VideoInfo& info) {
  std::vector<std::string> lines;
  const std::string& clip = options.video;
  if (const auto& told = options.reading.size) {
    const double aspect = ratio(told->width, told->height), own = ratio(info.width, info.height);
    if (std::abs(aspect / own - 1) > kOtherAspect)
      lines.push_back(fmt::format(
          "Note: --size says {}x{}, but {} has {}x{}, which is {}: people come out wider or "
          "narrower than they are if it is their video",
          told->width, told->height, clip, info.width, info.height,
          (aspect > 1) != (own > 1) ? "turned by 90 degrees or another video" : "another aspect"));
  }
  const auto differ = [](double a, double b) { return std::abs(a / b - 1) > kOtherRate; };
  if (!(info.fps > 0) || info.of_pictures) return lines;
  if (options.fps > 0 && differ(options.fps, info.fps))
    lines.push_back(fmt::format(
        "Note: --fps says {:.6g}, but {} has {:.6g} frames a second: motion is {:.2g} times as "
        "fast as in the video",
        options.fps, clip, info.fps, options.fps / info.fps));
  if (options.fps == 0 && detections.fps && differ(*detections.fps, info.fps))
    lines.push_back(
        fmt::format("Note: the detections say {:.6g} frames a second, but {} has {:.6g}, which "
                    "counts; --fps decides",
                    *detections.fps, clip, info.fps));
  return lines;
}

}  // namespace posegrad::apps

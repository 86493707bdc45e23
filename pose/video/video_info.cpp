#include "pose/video/video_info.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "pose/video/child_process.h"
#include "pose/video/ffmpeg.h"
#include "pose/video/picture_sequence.h"
#include "pose/video/video_reader.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

std::string ask_ffprobe(const std::string& path, std::chrono::milliseconds timeout) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 30;  // of 10 million frames
  ChildProcess ffprobe({"ffprobe", "-v", "error", "-select_streams", "V:0", "-show_entries",
                        kFfprobeEntries, "-of", "json", "-i", file_url(path)},
                       ChildProcess::Pipe::from_its_output);
  ffprobe.set_timeout(timeout);
  std::string text;
  try {
    text = ffprobe.read_all(kMostBytes);
  } catch (const IoError& error) {
    throw IoError(fmt::format("{}: {}", path, error.what()));
  }
  if (const auto reason = ffprobe.finish())
    throw DataError(fmt::format("{}: is not a video that ffprobe can read: {}", path,
                                without_file_name(*reason, path)));
  return text;
}

/// As a multiple of 90 in [0, 360).
int quarter_turns(double degrees) {
  if (!std::isfinite(degrees)) return 0;
  const int turns = static_cast<int>(std::lround(std::fmod(degrees, 360.0) / 90));
  return (turns % 4 + 4) % 4 * 90;
}

/// Containers round times to a millisecond, so that 30 frames/s come 33 and 34 ms apart.
bool irregular(const std::vector<double>& times) {
  constexpr double kRounding = 0.002;  // seconds
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
  if (steps.size() < 2) return false;
  std::ranges::sort(steps);
  const double middle = steps[steps.size() / 2];
  return middle - steps.front() > kRounding || steps.back() - middle > kRounding;
}

/// The first that can be a video's; 0: none.
double first_rate(std::initializer_list<double> rates) {
  constexpr double kSlowest = 0.01, kFastest = 10000;
  for (const double rate : rates)
    if (rate >= kSlowest && rate <= kFastest) return rate;
  return 0;
}

constexpr double kFlattest = 0.01;  // a pixel's aspect; beyond it the number is no aspect

VideoInfo of_pictures(const PictureSequence& pictures) {
  const PictureHeader size = read_headers(pictures).front();
  VideoInfo info;
  info.width = size.width;
  info.height = size.height;
  info.frames = pictures.size();
  info.of_pictures = true;
  info.numbers = pictures.numbers;
  info.notes = pictures.notes;
  return info;
}

}  // namespace

PixelSize square_pixels(const VideoInfo& info) {
  double width = static_cast<double>(info.width), height = static_cast<double>(info.height);
  if (info.pixel_aspect > 1) width *= info.pixel_aspect;
  if (info.pixel_aspect < 1) height /= info.pixel_aspect;
  const double shrink = std::min(1.0, static_cast<double>(kLargestSide) / std::max(width, height));
  const auto pixels = [&](double size) {
    return std::max(Index{1}, static_cast<Index>(std::lround(size * shrink)));
  };
  return {pixels(width), pixels(height)};
}

VideoPart frames_between(const VideoInfo& info, double start, double end, const std::string& path) {
  if (!(start >= 0 && start < end))
    throw ValueError(
        fmt::format("frames from {} to {} seconds: 0 <= start < end is wanted", start, end));
  if (start == 0 && !std::isfinite(end)) return {0, info.frames};
  if (static_cast<Index>(info.times.size()) != info.frames)
    throw DataError(fmt::format(
        "{}: nothing says when its frames are shown; a time cannot be found in it", path));
  // Containers round times to a millisecond.
  constexpr double kRounding = 0.0005;
  const auto at = [&](double time) {
    return std::ranges::lower_bound(info.times, time - kRounding) - info.times.begin();
  };
  const VideoPart range{at(start), at(end) - at(start)};
  if (range.count == 0)
    throw DataError(fmt::format(
        "{}: no frame from {:g} {}; its last is at {:.3f}", path, start,
        std::isfinite(end) ? fmt::format("to {:g} seconds", end) : std::string("seconds on"),
        info.times.empty() ? 0.0 : info.times.back()));
  return range;
}

VideoInfo probe_video(const std::string& path, std::chrono::milliseconds timeout) {
  if (const auto pictures = find_pictures(path)) return of_pictures(*pictures);
  require_readable(path);
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error) && std::filesystem::is_empty(path, error))
    throw DataError(fmt::format("{}: is empty; a video is wanted", path));
  FfprobeAnswer answer = read_ffprobe_answer(ask_ffprobe(path, timeout), path);
  if (answer.width <= 0 || answer.height <= 0)
    throw DataError(fmt::format("{}: its video has no size; is the file whole?", path));

  VideoInfo info;
  info.width = answer.width;
  info.height = answer.height;
  info.rotation = quarter_turns(answer.turned);
  if (answer.pixel_aspect > kFlattest && answer.pixel_aspect < 1 / kFlattest)
    info.pixel_aspect = answer.pixel_aspect;
  if (info.rotation % 180 != 0) {
    std::swap(info.width, info.height);
    info.pixel_aspect = 1 / info.pixel_aspect;
  }

  info.seek_points = seek_points(answer);
  if (info.width % 2 == 0 && info.height % 2 == 0 &&
      square_pixels(info) == PixelSize{info.width, info.height})
    info.colours = yuv_colours(answer.pixel_format, answer.color_space, answer.color_range);

  std::vector<double>& times = answer.times;
  info.frames = static_cast<Index>(times.size());
  std::erase_if(times, [](double time) { return !std::isfinite(time); });
  info.variable_rate = irregular(times);
  const double span = times.empty() ? 0 : times.back() - times.front();
  const double counted = span > 0 ? static_cast<double>(times.size() - 1) / span : 0;
  info.fps = info.variable_rate ? first_rate({counted, answer.base_rate})
                                : first_rate({answer.mean_rate, counted, answer.base_rate});
  if (std::isfinite(answer.duration))
    info.duration = answer.duration;
  else if (info.fps > 0)
    info.duration = static_cast<double>(info.frames) / info.fps;
  const double first = times.empty() ? 0 : times.front();
  for (double& time : times) time -= first;
  info.times = std::move(times);
  return info;
}

}  // namespace posegrad::pose

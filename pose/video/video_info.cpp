#include "pose/video/video_info.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "pose/video/child_process.h"
#include "pose/video/ffmpeg.h"
#include "pose/video/picture_sequence.h"
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
  if (info.rotation % 180 != 0) std::swap(info.width, info.height);

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
  return info;
}

}  // namespace posegrad::pose

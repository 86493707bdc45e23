#include "pose/video/video_info.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "pose/video/child_process.h"
#include "pose/video/ffmpeg.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using nlohmann::json;

/// ffprobe writes most numbers as texts. NaN where there is none.
double number(const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return std::nan("");
  if (found->is_number()) return found->get<double>();
  if (!found->is_string()) return std::nan("");
  const auto& text = found->get_ref<const std::string&>();
  double value = std::nan("");
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// "30000/1001"; NaN for "0/0".
double rate(const json& stream, const char* key) {
  const std::string text = stream.value(key, "");
  const std::size_t slash = text.find('/');
  double above = std::nan(""), below = 1;
  std::from_chars(text.data(), text.data() + std::min(slash, text.size()), above);
  if (slash != std::string::npos)
    std::from_chars(text.data() + slash + 1, text.data() + text.size(), below);
  return above > 0 && below > 0 ? above / below : std::nan("");
}

/// Turns to the right, from the display matrix or the older tag, as a multiple of 90 in [0, 360).
int rotation(const json& stream) {
  double degrees = std::nan("");
  if (stream.contains("side_data_list"))
    for (const json& side : stream["side_data_list"])
      if (const double found = number(side, "rotation"); std::isfinite(found)) degrees = -found;
  if (!std::isfinite(degrees) && stream.contains("tags"))
    degrees = number(stream["tags"], "rotate");
  if (!std::isfinite(degrees)) return 0;
  const int turns = static_cast<int>(std::lround(std::fmod(degrees, 360.0) / 90));
  return (turns % 4 + 4) % 4 * 90;
}

/// When the frames are shown, ascending, seconds.
std::vector<double> frame_times(const json& packets) {
  std::vector<double> times;
  for (const json& packet : packets) {
    if (packet.value("flags", "").find('D') != std::string::npos) continue;  // decoded, not shown
    double time = number(packet, "pts_time");
    if (!std::isfinite(time)) time = number(packet, "dts_time");
    times.push_back(time);
  }
  std::ranges::sort(times, [](double a, double b) { return a < b; });
  return times;
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

}  // namespace

VideoInfo probe_video(const std::string& path) {
  require_readable(path);
  const std::string entries =
      "stream=width,height,avg_frame_rate,r_frame_rate,duration:stream_side_data=rotation:"
      "stream_tags=rotate:packet=pts_time,dts_time,flags:format=duration";
  ChildProcess ffprobe({"ffprobe", "-v", "error", "-select_streams", "V:0", "-show_entries",
                        entries, "-of", "json", "-i", file_url(path)},
                       ChildProcess::Pipe::from_its_output);
  const std::string text = ffprobe.read_all();
  if (const auto reason = ffprobe.finish())
    throw DataError(fmt::format("{}: is not a video that ffprobe can read: {}", path,
                                without_file_name(*reason, path)));
  const json answer = json::parse(text, nullptr, false);
  if (answer.is_discarded() || !answer.is_object())
    throw DataError(fmt::format("{}: ffprobe's answer cannot be read", path));
  const json streams = answer.value("streams", json::array());
  if (streams.empty()) throw DataError(fmt::format("{}: holds no video", path));
  const json& stream = streams[0];

  VideoInfo info;
  info.width = stream.value("width", Index{0});
  info.height = stream.value("height", Index{0});
  if (info.width <= 0 || info.height <= 0)
    throw DataError(fmt::format("{}: its video has no size; is the file whole?", path));
  info.rotation = rotation(stream);
  if (info.rotation % 180 != 0) std::swap(info.width, info.height);

  std::vector<double> times = frame_times(answer.value("packets", json::array()));
  info.frames = static_cast<Index>(times.size());
  std::erase_if(times, [](double time) { return !std::isfinite(time); });
  info.variable_rate = irregular(times);
  const double span = times.empty() ? 0 : times.back() - times.front();
  const double counted = span > 0 ? static_cast<double>(times.size() - 1) / span : std::nan("");
  const double declared = rate(stream, "avg_frame_rate");
  info.fps = info.variable_rate || !std::isfinite(declared) ? counted : declared;
  if (!std::isfinite(info.fps)) info.fps = rate(stream, "r_frame_rate");
  if (!std::isfinite(info.fps)) info.fps = 0;

  info.duration = number(stream, "duration");
  if (!std::isfinite(info.duration))
    info.duration = number(answer.value("format", json::object()), "duration");
  if (!std::isfinite(info.duration))
    info.duration = info.fps > 0 ? static_cast<double>(info.frames) / info.fps : 0;
  return info;
}

}  // namespace posegrad::pose

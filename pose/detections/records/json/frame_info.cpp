#include "pose/detections/records/json/frame_info.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

enum class Meaning { nothing, number, name, time_ms, time_s, time_us, time };

Meaning meaning_of(std::string_view key) {
  static constexpr std::array<std::pair<std::string_view, Meaning>, 48> kKeys{{
      {"frame", Meaning::number},
      {"frameid", Meaning::number},
      {"frameidx", Meaning::number},
      {"frameindex", Meaning::number},
      {"framenumber", Meaning::number},
      {"framenum", Meaning::number},
      {"frameno", Meaning::number},
      {"framenr", Meaning::number},
      {"imageid", Meaning::number},
      {"imgid", Meaning::number},
      {"imageidx", Meaning::number},
      {"imageindex", Meaning::number},
      {"imagenumber", Meaning::number},
      {"imgidx", Meaning::number},
      {"img", Meaning::name},
      {"image", Meaning::name},
      {"imagename", Meaning::name},
      {"imgname", Meaning::name},
      {"filename", Meaning::name},
      {"file", Meaning::name},
      {"picture", Meaning::name},
      {"imagepath", Meaning::name},
      {"imgpath", Meaning::name},
      {"imagefile", Meaning::name},
      {"imgfile", Meaning::name},
      {"path", Meaning::name},
      {"inputpath", Meaning::name},
      {"framename", Meaning::name},
      {"framefile", Meaning::name},
      {"framepath", Meaning::name},
      {"timestampms", Meaning::time_ms},
      {"timems", Meaning::time_ms},
      {"timestampmillis", Meaning::time_ms},
      {"timemillis", Meaning::time_ms},
      {"ms", Meaning::time_ms},
      {"timestamps", Meaning::time_s},
      {"timestampsec", Meaning::time_s},
      {"timestampseconds", Meaning::time_s},
      {"times", Meaning::time_s},
      {"timesec", Meaning::time_s},
      {"timeseconds", Meaning::time_s},
      {"seconds", Meaning::time_s},
      {"timestampus", Meaning::time_us},
      {"timeus", Meaning::time_us},
      {"timestamp", Meaning::time},
      {"time", Meaning::time},
      {"ts", Meaning::time},
      {"t", Meaning::time},
  }};
  const auto found = std::ranges::find(kKeys, key, &std::pair<std::string_view, Meaning>::first);
  return found == kKeys.end() ? Meaning::nothing : found->second;
}

/// What `value` under a key of such a meaning says, if it fits.
void take(FrameInfo& info, Meaning meaning, const Value& value) {
  const auto number = number_in(value);
  const bool is_number = number && std::isfinite(*number);
  const auto take_time = [&](TimeUnit unit) {
    if (!is_number || info.time) return;
    info.time = number;
    info.unit = unit;
  };
  switch (meaning) {
    case Meaning::number:
      if (is_number) {
        if (!info.number) info.number = number;
        break;
      }
      [[fallthrough]];
    case Meaning::name:
      if (is_number && meaning == Meaning::name && !value.is_text()) {
        if (!info.number) info.number = number;  // {"image": 12}
      } else if (value.is_text() && info.name.empty()) {
        info.name = value.as_text();
      }
      break;
    case Meaning::time_ms:
      return take_time(TimeUnit::milliseconds);
    case Meaning::time_s:
      return take_time(TimeUnit::seconds);
    case Meaning::time_us:
      return take_time(TimeUnit::microseconds);
    case Meaning::time:
      return take_time(TimeUnit::open);
    case Meaning::nothing:
      break;
  }
}

std::optional<VideoSize> pair_of_sizes(const Field& pair, bool is_height_first) {
  if (!pair.value().is_sequence() || pair.size() < 2) return std::nullopt;
  return is_height_first ? size_of(pair[1], pair[0]) : size_of(pair[0], pair[1]);
}

std::optional<VideoSize> size_in(const Field& dict, bool is_person = false) {
  constexpr std::array<std::pair<const char*, const char*>, 9> kPairs{
      {{"width", "height"},
       {"canvas_width", "canvas_height"},
       {"image_width", "image_height"},
       {"img_width", "img_height"},
       {"frame_width", "frame_height"},
       {"video_width", "video_height"},
       {"imageWidth", "imageHeight"},
       {"frameWidth", "frameHeight"},
       {"videoWidth", "videoHeight"}}};
  for (const auto& [width, height] : std::span(kPairs).subspan(is_person ? 1 : 0)) {
    const auto w = dict.find(width), h = dict.find(height);
    if (w && h) return size_of(*w, *h);
  }
  if (const auto size = first_of(
          dict, {"image_size", "img_size", "video_size", "frame_size", "imageSize", "resolution"}))
    return pair_of_sizes(*size, false);
  if (const auto shape =
          first_of(dict, {"orig_shape", "img_shape", "image_shape", "ori_shape", "shape"});
      shape && shape->value().is_sequence() && shape->size() == 2)
    return pair_of_sizes(*shape, true);
  const auto image = first_of(dict, {"image", "video"});
  if (image && image->value().is_dict()) return size_in(*image);
  return std::nullopt;
}

std::optional<double> fps_in(const Field& dict) {
  const auto field = first_of(dict, {"fps", "frame_rate", "frameRate", "framerate", "video_fps"});
  const auto fps = field ? number_in(field->value()) : std::nullopt;
  return fps && *fps > 0 && std::isfinite(*fps) ? fps : std::nullopt;
}

/// Milliseconds in a unit of the times, by the usual distance of two frames: a video has 5 to 1000
/// of them in a second. 0: they are a unit apart, which is a number of frames.
double milliseconds_of(std::span<const FrameInfo> infos) {
  switch (infos.front().unit) {
    case TimeUnit::milliseconds:
      return 1;
    case TimeUnit::seconds:
      return 1000;
    case TimeUnit::microseconds:
      return 0.001;
    case TimeUnit::open:
      break;
  }
  std::vector<double> steps;
  for (std::size_t i = 1; i < infos.size(); ++i) {
    const double step = *infos[i].time - *infos[i - 1].time;
    if (step > 0) steps.push_back(step);
  }
  if (steps.empty()) return 1;
  std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2));
  const double step = steps[steps.size() / 2];
  if (step == 1) return 0;
  return step < 1 ? 1000 : step < 1000 ? 1 : step < 1e6 ? 0.001 : 1e-6;
}

bool is_rising(const std::vector<FrameInfo>& infos) {
  const auto is_in_order = [&](std::size_t i) {
    return infos[i].index &&
           (i == 0 ? *infos[i].index <= 1 : *infos[i].index > *infos[i - 1].index);
  };
  for (std::size_t i = 0; i < infos.size(); ++i)
    if (!is_in_order(i)) return false;
  return true;
}

bool are_distinct(std::span<const FrameInfo> infos) {
  std::set<double> times;
  return std::ranges::all_of(
      infos, [&](const FrameInfo& info) { return times.insert(*info.time).second; });
}

}  // namespace

FrameInfo frame_info(const Field& dict) {
  FrameInfo info = frame_info_of_person(dict);
  if (!dict.value().is_dict()) return info;
  info.size = size_in(dict);
  if (const auto index = first_of(dict, {"index", "idx", "id", "number", "no", "i", "n"}))
    info.index = whole_number_in(index->value());
  return info;
}

FrameInfo frame_info_of_person(const Field& dict) {
  FrameInfo info;
  if (!dict.value().is_dict()) return info;
  for (const auto& [key, value] : dict.value().entries())
    if (key.is_text()) take(info, meaning_of(plain_key(key.as_text())), value);
  info.size = size_in(dict, true);
  return info;
}

bool has_frame_key(const Value& dict) {
  if (!dict.is_dict()) return false;
  FrameInfo info;
  for (const auto& [key, value] : dict.entries()) {
    if (key.is_text()) take(info, meaning_of(plain_key(key.as_text())), value);
    if (info.has_key()) return true;
  }
  return false;
}

VideoInfo video_info(const Field& dict) {
  VideoInfo info{size_in(dict), fps_in(dict)};
  for (const std::string_view key :
       {"meta", "metadata", "meta_info", "video_info", "videoInfo", "video", "info"}) {
    const auto inner = dict.find(key);
    if (!inner || !inner->value().is_dict()) continue;
    if (!info.size) info.size = size_in(*inner);
    if (!info.fps) info.fps = fps_in(*inner);
  }
  return info;
}

FrameKeys settle_frame_keys(const std::vector<FrameInfo>& infos, std::vector<RawFrame>& frames,
                            std::vector<std::string>& notes) {
  const auto count = [&](auto has) {
    return static_cast<std::size_t>(std::ranges::count_if(infos, has));
  };
  const auto numbers = count([](const FrameInfo& info) { return info.number.has_value(); });
  const auto names = count([](const FrameInfo& info) { return !info.name.empty(); });
  const auto times = count([](const FrameInfo& info) { return info.time.has_value(); });
  const std::size_t all = infos.size();
  for (std::size_t i = 0; i < all; ++i) frames[i].size = infos[i].size;
  if (all == 0) return FrameKeys::position;
  if (numbers == all) {
    for (std::size_t i = 0; i < all; ++i) frames[i].number = infos[i].number;
    return FrameKeys::numbers;
  }
  if (names == all) {
    for (std::size_t i = 0; i < all; ++i) frames[i].name = infos[i].name;
    return FrameKeys::names;
  }
  if (times == all && all > 1 && !are_distinct(infos)) {
    notes.emplace_back("frames have the same time: taken in the order of the file");
    return FrameKeys::position;
  }
  if (times == all) {
    const double unit = milliseconds_of(infos);
    for (std::size_t i = 0; i < all; ++i)
      frames[i].number = *infos[i].time * (unit == 0 ? 1 : unit);
    if (unit != 0) return FrameKeys::milliseconds;
    notes.emplace_back("the frames' times are 1 apart and taken as their numbers");
    return FrameKeys::numbers;
  }
  for (std::size_t i = 0; i < all && numbers + names + times > 0; ++i)
    if (!infos[i].has_key())
      throw DataError(
          fmt::format("{}: it does not say which frame it is; others do", frames[i].where));
  if (numbers + names + times > 0)
    throw DataError(fmt::format(
        "{}: frames are told by numbers ({} of {}), by names ({}) and by times ({}); the same for "
        "all is wanted",
        frames.front().where, numbers, all, names, times));
  if (!is_rising(infos)) return FrameKeys::position;
  for (std::size_t i = 0; i < all; ++i) frames[i].number = infos[i].index;
  return FrameKeys::numbers;
}

}  // namespace posegrad::pose::detections

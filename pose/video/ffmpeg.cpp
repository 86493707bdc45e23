#include "pose/video/ffmpeg.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "pose/formats/special_file.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose {

std::string file_url(const std::string& path) { return "file:" + path; }

std::string without_file_name(const std::string& line, const std::string& path) {
  const std::string name = file_url(path) + ": ";
  return line.starts_with(name) ? line.substr(name.size()) : line;
}

void require_readable(const std::string& path) {
  struct stat info {};
  if (path.find("://") != std::string::npos && ::stat(path.c_str(), &info) != 0)
    throw IoError(
        fmt::format("cannot open {}: it is an address in a network; a file is wanted: download or "
                    "record it first",
                    path));
  if (::stat(path.c_str(), &info) != 0 || ::access(path.c_str(), R_OK) != 0)
    throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  formats::refuse_special_file(path);
  if (S_ISDIR(info.st_mode)) throw IoError(fmt::format("cannot open {}: it is a folder", path));
}

namespace {

using nlohmann::json;

constexpr double kUnsaid = FfprobeAnswer::kUnsaid;

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

/// A value of the answer and where it is in it: every way down checks its type.
class Field {
 public:
  Field(const json& value, const std::string& path, std::string place = "")
      : value_(&value), path_(&path), place_(std::move(place)) {}

  /// Nothing where there is none or null.
  std::optional<Field> member(const char* key) const {
    if (!value_->is_object()) fail("an object");
    const auto found = value_->find(key);
    if (found == value_->end() || found->is_null()) return {};
    return Field(*found, *path_, place_.empty() ? key : fmt::format("{}.{}", place_, key));
  }
  std::vector<Field> items() const {
    if (!value_->is_array()) fail("a list");
    std::vector<Field> fields;
    for (const json& item : *value_)
      fields.emplace_back(item, *path_, fmt::format("{}[{}]", place_, fields.size()));
    return fields;
  }
  std::vector<Field> items(const char* key) const {
    const auto list = member(key);
    return list ? list->items() : std::vector<Field>{};
  }
  const std::string& text() const {
    if (!value_->is_string()) fail("a text");
    return value_->get_ref<const std::string&>();
  }
  /// ffprobe writes most numbers as texts.
  double number() const {
    if (value_->is_number()) return value_->get<double>();
    if (!value_->is_string()) fail("a number");
    if (text() == "N/A") return kUnsaid;
    const auto value = parse_number(text());
    if (!value) fail("a number");
    return *value;
  }
  std::string text(const char* key) const {
    const auto found = member(key);
    return found ? found->text() : std::string();
  }
  double number(const char* key) const {
    const auto found = member(key);
    return found ? found->number() : kUnsaid;
  }
  Index pixels(const char* key) const {
    constexpr double kMost = 1e6;
    const auto found = member(key);
    if (!found) return 0;
    const json& value = *found->value_;
    if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() > kMost)
      found->fail(fmt::format("a whole number up to {}", kMost));
    return value.get<Index>();
  }
  /// "30000/1001", above 0; "0/0" says nothing. An aspect is "4:3", or "N/A".
  double rate(const char* key, char divided = '/') const {
    const auto found = member(key);
    if (!found) return kUnsaid;
    const std::string_view text = found->text();
    if (text == "N/A") return kUnsaid;
    const std::size_t slash = std::min(text.find(divided), text.size());
    const auto above = parse_number(text.substr(0, slash));
    const auto below =
        slash < text.size() ? parse_number(text.substr(slash + 1)) : std::optional(1.0);
    if (!above || !below)
      found->fail(divided == '/' ? "a rate such as 30000/1001" : "an aspect such as 4:3");
    return *above > 0 && *below > 0 ? *above / *below : kUnsaid;
  }

  [[noreturn]] void fail(const std::string& wanted) const {
    const std::string shown =
        formats::printable(value_->dump(-1, ' ', true, json::error_handler_t::replace), 40);
    throw DataError(fmt::format("{}: ffprobe's answer: {}: found {}, expected {}", *path_,
                                place_.empty() ? "all of it" : place_, shown, wanted));
  }

 private:
  const json* value_;
  const std::string* path_;
  std::string place_;
};

/// Discarded where it is no JSON, or nested so deeply that showing it in a message would take all of
/// the stack; ffprobe nests four levels.
json parsed_answer(const std::string& text) {
  constexpr int kDeepest = 100;
  bool too_deep = false;
  json answer = json::parse(
      text,
      [&](int depth, json::parse_event_t, const json&) {
        too_deep = too_deep || depth > kDeepest;
        return !too_deep;
      },
      false);
  if (too_deep) answer = json(json::value_t::discarded);
  return answer;
}

/// From the display matrix or the older tag.
double turned(const Field& stream) {
  double degrees = kUnsaid;
  for (const Field& side : stream.items("side_data_list"))
    if (const double found = side.number("rotation"); std::isfinite(found)) degrees = -found;
  const auto tags = stream.member("tags");
  const double tag = tags ? tags->number("rotate") : kUnsaid;
  return std::isfinite(degrees) ? degrees : tag;
}

/// Adds packets and times.
void read_packets(const Field& answer, FfprobeAnswer& found) {
  std::vector<double>& times = found.times;
  for (const Field& packet : answer.items("packets")) {
    const std::string flags = packet.text("flags");
    const double shown = packet.number("pts_time"), decoded = packet.number("dts_time");
    const bool is_discarded = flags.find('D') != std::string::npos;
    found.packets.push_back({.shown_at = shown,
                             .is_key = flags.find('K') != std::string::npos,
                             .is_discarded = is_discarded});
    if (!is_discarded) times.push_back(std::isfinite(shown) ? shown : decoded);
  }
  const auto unknown =
      std::partition(times.begin(), times.end(), [](double time) { return std::isfinite(time); });
  std::sort(times.begin(), unknown);
}

}  // namespace

const char* const kFfprobeEntries =
    "stream=codec_name,width,height,sample_aspect_ratio,pix_fmt,color_space,color_range,"
    "avg_frame_rate,r_frame_rate,duration:stream_side_data=rotation:"
    "stream_tags=rotate:packet=pts_time,dts_time,flags:format=format_name,duration";

FfprobeAnswer read_ffprobe_answer(const std::string& text, const std::string& path) {
  const json document = parsed_answer(text);
  if (document.is_discarded() || !document.is_object())
    throw DataError(fmt::format("{}: ffprobe's answer cannot be read", path));
  const Field answer(document, path);
  const std::vector<Field> streams = answer.items("streams");
  if (streams.empty()) throw DataError(fmt::format("{}: holds no video", path));
  const Field& stream = streams.front();

  FfprobeAnswer found;
  found.width = stream.pixels("width");
  found.height = stream.pixels("height");
  found.pixel_aspect = stream.rate("sample_aspect_ratio", ':');
  found.turned = turned(stream);
  found.mean_rate = stream.rate("avg_frame_rate");
  found.base_rate = stream.rate("r_frame_rate");
  found.duration = stream.number("duration");
  const auto format = answer.member("format");
  const double whole = format ? format->number("duration") : kUnsaid;
  if (!std::isfinite(found.duration)) found.duration = whole;
  found.codec = stream.text("codec_name");
  found.pixel_format = stream.text("pix_fmt");
  found.color_space = stream.text("color_space");
  found.color_range = stream.text("color_range");
  if (format) found.container = format->text("format_name");
  read_packets(answer, found);
  return found;
}

}  // namespace posegrad::pose

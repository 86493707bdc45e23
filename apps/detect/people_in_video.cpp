#include "apps/detect/people_in_video.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/console/signals.h"
#include "pose/detect/detect_video.h"
#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/keypoint_kind.h"
#include "pose/library/detector_file.h"
#include "pose/video/picture_sequence.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

std::string weights_of(const DetectorOptions& options) {
  return options.weights.empty() ? pose::find_detector_weights() : options.weights;
}

pose::DetectFrames frames_of(const DetectorOptions& options) {
  pose::DetectFrames frames{.start = options.start, .every = options.every};
  if (options.end > 0) frames.end = options.end;
  return frames;
}

bool is_decodable_picture(std::string_view kind) {
  constexpr std::array kKinds{"a PNG picture"sv,  "a JPEG picture"sv, "a GIF picture"sv,
                              "a TIFF picture"sv, "a WebP picture"sv, "a BMP picture"sv};
  return std::ranges::find(kKinds, kind) != kKinds.end();
}

// Whoever names a file so means a video, and wants to hear what is wrong with that.
bool is_video_name(const std::string& path) {
  constexpr std::array kEndings{".mp4"sv, ".mov"sv,  ".avi"sv, ".mkv"sv, ".webm"sv, ".m4v"sv,
                                ".mpg"sv, ".mpeg"sv, ".wmv"sv, ".flv"sv, ".mts"sv,  ".m2ts"sv};
  std::string ending = fs::path(path).extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

// A file's name, size and time.
std::string stamp_of(const std::string& path) {
  std::error_code unknown;
  return fmt::format("{} ({} bytes, {})", fs::path(path).filename().string(),
                     fs::is_regular_file(path, unknown) ? fs::file_size(path, unknown) : 0,
                     fs::last_write_time(path, unknown).time_since_epoch().count());
}

// Of pictures: how many there are, all their bytes, and when the last one was written.
std::string stamp_of_input(const std::string& path) {
  const auto pictures = pose::find_pictures(path);
  if (!pictures) return stamp_of(path);
  std::error_code unknown;
  std::uintmax_t bytes = 0;
  fs::file_time_type last = fs::file_time_type::min();
  for (std::size_t i = 0; i < pictures->names.size(); ++i) {
    bytes += fs::file_size(pictures->path(i), unknown);
    last = std::max(last, fs::last_write_time(pictures->path(i), unknown));
  }
  return fmt::format("{} ({} pictures, {} bytes, {})", fs::path(path).filename().string(),
                     pictures->size(), bytes, last.time_since_epoch().count());
}

}  // namespace

bool is_video(const std::string& path) {
  std::error_code unknown;
  if (fs::is_regular_file(path, unknown)) {
    const std::string begin = pose::detections::begin_of(path);
    const std::string_view kind = pose::detections::foreign_kind(begin);
    return kind.starts_with("a video") || is_decodable_picture(kind) ||
           (is_video_name(path) && !pose::detections::may_hold_keypoints(begin));
  }
  const bool is_there = fs::exists(path, unknown);  // a folder may be named after its video
  if (!is_there && (path.find("://") != std::string::npos || is_video_name(path))) return true;
  try {
    return pose::find_pictures(path).has_value();
  } catch (const Error&) {
    return false;
  }
}

std::optional<pose::Detections> people_in_video(const std::string& video,
                                                const pose::VideoInfo& info,
                                                const DetectorOptions& options,
                                                const ProgressTarget& target) {
  const std::string weights = weights_of(options);
  const Interrupt interrupt;
  std::optional<Progress> progress;
  pose::Detections found = pose::detect_video(
      video, info, [&] { return pose::detector_networks(weights, options.kind); },
      frames_of(options),
      [&](Index done, Index all) {
        if (!progress) progress.emplace(target, "finding people", "frames", all);
        progress->update(done);
        return !interrupt.requested();
      });
  progress.reset();
  if (interrupt.requested()) return {};
  Index with = 0;
  std::size_t most = 0;
  for (const pose::DetectedFrame& frame : found.frames) {
    with += !frame.people.empty();
    most = std::max(most, frame.people.size());
  }
  const Index looked = (std::ssize(found.frames) + options.every - 1) / options.every;
  console::print(fmt::format("{}: MoveNet ({}), people in {} of {} frames, at most {} at once",
                             video, name_of(options.kind), with, looked, most));
  for (const std::string& note : found.notes) console::print("Note: " + note);
  return found;
}

void make_square(pose::VideoInfo& info) {
  const pose::PixelSize size = pose::square_pixels(info);
  if (size == pose::PixelSize{info.width, info.height}) return;
  console::print(fmt::format("Note: its pixels are not square: {}x{} with square ones", size.width,
                             size.height));
  info.width = size.width;
  info.height = size.height;
  info.pixel_aspect = 1;
  info.colours.reset();
}

std::string made_by(const std::string& video, const DetectorOptions& options) {
  const std::string weights = weights_of(options);
  return fmt::format("posegrad detect: {}, {}, {}, {} to {} s, every {}", stamp_of_input(video),
                     name_of(options.kind), stamp_of(weights), options.start, options.end,
                     options.every);
}

}  // namespace posegrad::apps

#include "pose/video/video_writer.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "pose/video/ffmpeg.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

std::string ending(const std::string& path) {
  std::string text = std::filesystem::path(path).extension().string();
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// 29.97 frames/s and its like are n * 1000 / 1001 exactly.
std::string rate_text(double fps) {
  const double thousands = std::round(fps * 1.001) * 1000;
  if (std::abs(fps - std::round(fps)) > 1e-9 && std::abs(thousands / 1001 - fps) < 1e-3)
    return fmt::format("{:.0f}/1001", thousands);
  return fmt::format("{:.9g}", fps);
}

std::vector<std::string> mp4_arguments(const VideoWriterOptions& options) {
  return {"-vf",
          // Colours of 4:2:0 video stand for 2 x 2 pixels.
          "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
          "-c:v", "libx264", "-b:v", fmt::format("{}k", options.bitrate), "-colorspace", "bt709",
          "-color_primaries", "bt709", "-color_trc", "bt709", "-movflags", "+faststart", "-f",
          "mp4"};
}

std::vector<std::string> gif_arguments(const VideoWriterOptions& options) {
  constexpr double kMostFps = 50;  // browsers show a frame of less than 20 ms for 100 ms
  // Frames wait in memory until the palette is there: so many that they take 256 MB.
  const Index frame_bytes = 4 * options.width * options.height;
  const Index waiting = std::max(Index{1}, (Index{1} << 28) / frame_bytes);
  const std::string thin = options.fps > kMostFps ? fmt::format("fps={},", kMostFps) : "";
  return {"-filter_complex",
          fmt::format("{}split[all][first];[first]trim=end_frame={},palettegen=reserve_transparent="
                      "0[palette];[all][palette]paletteuse=dither=bayer:bayer_scale=4:diff_mode="
                      "rectangle",
                      thin, waiting),
          "-loop",
          "0",
          "-f",
          "gif"};
}

std::size_t bytes_of(const std::string& path, const VideoWriterOptions& options) {
  if (!is_video_path(path))
    throw ValueError(
        fmt::format("cannot write {}: expected a name that ends in .mp4 or .gif", path));
  constexpr Index kMost = 16384;
  if (options.width < 1 || options.height < 1 || options.width > kMost || options.height > kMost)
    throw ValueError(fmt::format("cannot write {}: {} x {} pixels; expected 1 to {}", path,
                                 options.width, options.height, kMost));
  if (!(options.fps > 0 && options.fps <= 1000))
    throw ValueError(
        fmt::format("cannot write {}: {} frames per second; expected more than 0, at "
                    "most 1000",
                    path, options.fps));
  if (options.bitrate < 1 || options.bitrate > 1'000'000)
    throw ValueError(fmt::format("cannot write {}: bitrate {} kbit/s; expected 1 to 1000000", path,
                                 options.bitrate));
  return 4 * static_cast<std::size_t>(options.width * options.height);
}

}  // namespace

bool is_gif_path(const std::string& path) { return ending(path) == ".gif"; }
bool is_video_path(const std::string& path) { return ending(path) == ".mp4" || is_gif_path(path); }

VideoWriter::VideoWriter(const std::string& path, const VideoWriterOptions& options)
    : path_(path), frame_bytes_(bytes_of(path, options)) {
  file_.emplace(path);
  std::vector<std::string> command{
      "ffmpeg",      "-nostdin",
      "-v",          "error",
      "-xerror",     "-y",
      "-f",          "rawvideo",
      "-pix_fmt",    "bgr0",
      "-video_size", fmt::format("{}x{}", options.width, options.height),
      "-framerate",  rate_text(options.fps),
      "-i",          "pipe:0"};
  for (std::string& argument : is_gif_path(path) ? gif_arguments(options) : mp4_arguments(options))
    command.push_back(std::move(argument));
  // The same frames give the same bytes: no version, no date.
  command.insert(command.end(), {"-fflags", "+bitexact", "-flags:v", "+bitexact",
                                 file_url(file_->temporary_path())});
  ffmpeg_.emplace(command, ChildProcess::Pipe::to_its_input);
}

void VideoWriter::fail(std::string reason) const {
  // "Error writing trailer of file:NAME: No space left on device"
  const std::string name = file_url(file_->temporary_path()) + ": ";
  if (const std::size_t at = reason.find(name); at != std::string::npos)
    reason.erase(0, at + name.size());
  throw IoError(fmt::format("cannot write {}: {}", path_, reason));
}

bool VideoWriter::write(std::span<const std::byte> pixels) {
  if (pixels.size() != frame_bytes_)
    throw ValueError(
        fmt::format("VideoWriter: a frame of {} bytes; expected {}", pixels.size(), frame_bytes_));
  if (ffmpeg_->write(pixels)) return true;
  if (ffmpeg_->was_stopped()) return false;
  const auto reason = ffmpeg_->finish();
  if (ffmpeg_->was_stopped()) return false;
  fail(reason.value_or("ffmpeg ended too early"));
}

bool VideoWriter::finish() {
  const auto reason = ffmpeg_->finish();
  if (ffmpeg_->was_stopped()) return false;
  if (reason) fail(*reason);
  if (file_->size() == 0) fail("ffmpeg ended without an error, but has written nothing");
  file_->commit();
  return true;
}

}  // namespace posegrad::pose

#include "pose/video/video_reader.h"

#include <fmt/format.h>

#include "pose/video/ffmpeg.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

const std::string& readable(const std::string& path) {
  require_readable(path);
  return path;
}

std::string filters(const VideoReaderOptions& options) {
  const std::string skip =
      options.skip > 0 ? fmt::format("trim=start_frame={},", options.skip) : "";
  return fmt::format("{}scale={}:{}:flags=area", skip, options.width, options.height);
}

std::size_t bytes_of(const VideoReaderOptions& options) {
  constexpr Index kMost = 16384;
  if (options.width < 1 || options.height < 1 || options.width > kMost || options.height > kMost ||
      options.skip < 0)
    throw ValueError(
        fmt::format("VideoReader: {} x {} pixels, skip {}; expected 1 to {}, skip >= 0",
                    options.width, options.height, options.skip, kMost));
  return 4 * static_cast<std::size_t>(options.width * options.height);
}

}  // namespace

VideoReader::VideoReader(const std::string& path, const VideoReaderOptions& options)
    : path_(readable(path)),
      frame_bytes_(bytes_of(options)),
      // Passed through: to make up for irregular times ffmpeg would repeat and drop frames.
      ffmpeg_({"ffmpeg", "-nostdin", "-v", "error", "-i", file_url(path), "-map", "0:V:0", "-vf",
               filters(options), "-vsync", "passthrough", "-f", "rawvideo", "-pix_fmt", "bgra",
               "pipe:1"},
              ChildProcess::Pipe::from_its_output) {}

bool VideoReader::next(std::span<std::byte> pixels) {
  if (pixels.size() != frame_bytes_)
    throw ValueError(
        fmt::format("VideoReader: room for {} bytes; a frame has {}", pixels.size(), frame_bytes_));
  if (ended_) return false;
  if (ffmpeg_.read(pixels) == frame_bytes_) return true;
  ended_ = true;
  if (const auto reason = ffmpeg_.finish())
    throw DataError(
        fmt::format("{}: cannot be decoded: {}", path_, without_file_name(*reason, path_)));
  return false;
}

}  // namespace posegrad::pose

#include "pose/video/video_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/video/ffmpeg.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using Words = std::vector<std::string>;

std::string scaled(const VideoReaderOptions& options) {
  return fmt::format("scale={}:{}:flags=area", options.width, options.height);
}

Words command(const Words& input, const std::string& filters) {
  Words words{"ffmpeg", "-nostdin", "-v", "error"};
  words.insert(words.end(), input.begin(), input.end());
  // Passed through: to make up for irregular times ffmpeg would repeat and drop frames.
  words.insert(words.end(), {"-map", "0:V:0", "-vf", filters, "-vsync", "passthrough", "-f",
                             "rawvideo", "-pix_fmt", "bgra", "pipe:1"});
  return words;
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
    : path_(path),
      options_(options),
      frame_bytes_(bytes_of(options)),
      pictures_(find_pictures(path)) {
  if (!pictures_) {
    decode_file();
    return;
  }
  runs_ = picture_runs(read_headers(*pictures_), options.skip);
  if (!runs_.empty()) decode_run();
}

void VideoReader::decode_file() {
  require_readable(path_);
  const std::string skip =
      options_.skip > 0 ? fmt::format("trim=start_frame={},", options_.skip) : "";
  ffmpeg_.emplace(command({"-i", file_url(path_)}, skip + scaled(options_)),
                  ChildProcess::Pipe::from_its_output);
}

void VideoReader::decode_run() {
  ffmpeg_.emplace(command(input_options(runs_[run_]), scaled(options_)),
                  ChildProcess::Pipe::from_its_output, concat_list(*pictures_, runs_[run_]));
}

bool VideoReader::next(std::span<std::byte> pixels) {
  if (pixels.size() != frame_bytes_)
    throw ValueError(
        fmt::format("VideoReader: room for {} bytes; a frame has {}", pixels.size(), frame_bytes_));
  while (ffmpeg_) {
    if (ffmpeg_->read(pixels) == frame_bytes_) {
      ++came_;
      return true;
    }
    end_run();
  }
  return false;
}

void VideoReader::end_run() {
  const auto reason = ffmpeg_->finish();
  ffmpeg_.reset();
  if (!pictures_) {
    if (reason)
      throw DataError(
          fmt::format("{}: cannot be decoded: {}", path_, without_file_name(*reason, path_)));
    return;
  }
  const PictureRun& run = runs_[run_];
  // ffmpeg keeps a frame or two back when it gives up: the broken one is this or comes soon.
  if (reason || came_ < run.count)
    throw DataError(
        fmt::format("{}: cannot be decoded at {} or soon after it: {}", path_,
                    pictures_->names[run.first + std::min(came_, run.count - 1)],
                    reason.value_or(fmt::format("{} of {} pictures came", came_, run.count))));
  came_ = 0;
  if (++run_ < runs_.size()) decode_run();
}

}  // namespace posegrad::pose

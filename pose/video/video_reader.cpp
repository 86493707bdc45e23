#include "pose/video/video_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/video/exif.h"
#include "pose/video/ffmpeg.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using Words = std::vector<std::string>;

std::string scaled(const VideoReaderOptions& options) {
  return fmt::format("scale={}:{}:flags=area", options.width, options.height);
}

Words command(const Words& input, const std::string& filters, const char* pixels = "bgra") {
  Words words{"ffmpeg", "-nostdin", "-v", "error"};
  words.insert(words.end(), input.begin(), input.end());
  // Passed through: to make up for irregular times ffmpeg would repeat and drop frames.
  words.insert(words.end(), {"-map", "0:V:0", "-vf", filters, "-vsync", "passthrough", "-f",
                             "rawvideo", "-pix_fmt", pixels, "pipe:1"});
  return words;
}

// Begins with the frame of that time, or never.
std::string from_time(const VideoSeek& seek) {
  return fmt::format("select='gte(t,{0:.6f})*(lt(t,{1:.6f})+not(isnan(prev_selected_t)))',",
                     seek.from, seek.until);
}

// Frames by their numbers, counted by what is decoded.
std::string chosen(const VideoReaderOptions& options) {
  std::string filters;
  if (options.seek) {
    filters += from_time(*options.seek);
    if (options.count > 0) filters += fmt::format("trim=end_frame={},", options.count);
  } else if (options.skip > 0 || options.count > 0)
    filters += fmt::format(
        "trim=start_frame={}{},", options.skip,
        options.count > 0 ? fmt::format(":end_frame={}", options.skip + options.count) : "");
  if (options.every > 1) filters += fmt::format("select='not(mod(n,{}))',", options.every);
  return filters;
}

PictureSequence chosen_of(PictureSequence pictures, const VideoReaderOptions& options) {
  std::vector<std::string> names;
  const Index end =
      options.count > 0 ? std::min(pictures.size(), options.skip + options.count) : pictures.size();
  for (Index i = options.skip; i < end; i += options.every)
    names.push_back(std::move(pictures.names[static_cast<std::size_t>(i)]));
  pictures.names = std::move(names);
  pictures.numbers.clear();
  return pictures;
}

std::size_t bytes_of(const VideoReaderOptions& options) {
  constexpr Index kMost = kLargestSide;
  if (options.width < 1 || options.height < 1 || options.width > kMost || options.height > kMost ||
      options.skip < 0)
    throw ValueError(
        fmt::format("VideoReader: {} x {} pixels, skip {}; expected 1 to {}, skip >= 0",
                    options.width, options.height, options.skip, kMost));
  if (options.count < 0 || options.every < 1)
    throw ValueError(fmt::format("VideoReader: count {}, every {}; expected count >= 0, every >= 1",
                                 options.count, options.every));
  if (options.colours && (options.width % 2 != 0 || options.height % 2 != 0))
    throw ValueError(fmt::format("VideoReader: {} x {} pixels with the video's colours: even sizes",
                                 options.width, options.height));
  return 4 * static_cast<std::size_t>(options.width * options.height);
}

// Why ffmpeg gave up. It may end with a line that says nothing: all that was wrong came before.
std::string reason_of(const std::string& last_line, const std::string& path) {
  for (const std::string_view empty :
       {"Error marking filters as finished", "Conversion failed!", "Cannot determine format of"})
    if (last_line.starts_with(empty)) return "no picture is whole, the file is cut or damaged";
  return without_file_name(last_line, path);
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
  pictures_ = chosen_of(std::move(*pictures_), options);
  runs_ = picture_runs(read_headers(*pictures_), 0);
  if (!runs_.empty()) decode_run();
}

void VideoReader::decode_file() {
  require_readable(path_);
  Words input;
  if (options_.seek)
    input = {"-copyts",
             "-noaccurate_seek",
             "-seek_timestamp",
             "1",
             "-ss",
             fmt::format("{:.6f}", options_.seek->to)};
  input.insert(input.end(), {"-i", file_url(path_)});
  ffmpeg_.emplace(options_.colours ? command(input, chosen(options_) + scaled(options_), "yuv420p")
                                   : command(input, chosen(options_) + scaled(options_)),
                  ChildProcess::Pipe::from_its_output);
}

void VideoReader::decode_run() {
  const PictureRun& run = runs_[run_];
  ffmpeg_.emplace(command(input_options(run), upright_filters(run.orientation) + scaled(options_)),
                  ChildProcess::Pipe::from_its_output, concat_list(*pictures_, run));
}

bool VideoReader::next(std::span<std::byte> pixels) {
  if (pixels.size() != frame_bytes_)
    throw ValueError(
        fmt::format("VideoReader: room for {} bytes; a frame has {}", pixels.size(), frame_bytes_));
  while (ffmpeg_) {
    ffmpeg_->set_stop(stop_);
    if (read_frame(pixels)) {
      ++came_;
      return true;
    }
    was_stopped_ = ffmpeg_->was_stopped();
    if (was_stopped_) return false;
    end_run();
    if (was_stopped_) return false;
  }
  return false;
}

// False: less than a frame came.
bool VideoReader::read_frame(std::span<std::byte> pixels) {
  if (pictures_ || !options_.colours) return ffmpeg_->read(pixels) == frame_bytes_;
  stored_.resize(yuv_bytes(options_.width, options_.height));
  if (ffmpeg_->read(stored_) != stored_.size()) return false;
  yuv_to_pixels(stored_, options_.width, options_.height, *options_.colours, pixels);
  return true;
}

void VideoReader::end_run() {
  auto reason = ffmpeg_->finish();
  was_stopped_ = ffmpeg_->was_stopped();
  if (was_stopped_) return;
  if (!pictures_ && options_.seek && came_ == 0) {  // the frame was not where it should be
    options_.seek.reset();
    decode_file();
    return;
  }
  if (!pictures_ && options_.up_to_damage) {
    if (!reason && !ffmpeg_->last_line().empty()) reason = ffmpeg_->last_line();
    if (reason && came_ > 0) {
      note_ = fmt::format("{}: behind the {} frame{} that came: {}", path_, came_,
                          came_ == 1 ? "" : "s", reason_of(*reason, path_));
      reason.reset();
    }
  }
  ffmpeg_.reset();
  if (!pictures_) {
    if (reason)
      throw DataError(fmt::format("{}: cannot be decoded: {}", path_, reason_of(*reason, path_)));
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

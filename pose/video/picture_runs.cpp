#include "pose/video/picture_runs.h"

#include <filesystem>

#include "pose/video/ffmpeg.h"

namespace posegrad::pose {
namespace {

const char* decoder(PictureFormat format) {
  switch (format) {
    case PictureFormat::jpeg:
      return "mjpeg";
    case PictureFormat::png:
      return "png";
    case PictureFormat::bmp:
      return "bmp";
    case PictureFormat::webp:
      break;
  }
  return "webp";
}

/// Nothing is special between quotation marks but the mark itself.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'')
      result += "'\\''";
    else
      result += c;
  }
  return result + "'";
}

}  // namespace

std::vector<PictureRun> picture_runs(std::span<const PictureHeader> headers, Index skip) {
  std::vector<PictureRun> runs;
  for (auto i = static_cast<std::size_t>(skip); i < headers.size(); ++i) {
    if (runs.empty() || runs.back().format != headers[i].format)
      runs.push_back({i, 0, headers[i].format});
    ++runs.back().count;
  }
  return runs;
}

std::vector<std::string> input_options(const PictureRun& run) {
  // By its content: names end wrongly. One thread and an end at the first error, so that what came
  // are the pictures before the broken one. Headers were measured as they are stored.
  return {"-xerror",
          "-noautorotate",
          "-threads",
          "1",
          "-f",
          "concat",
          "-safe",
          "0",
          "-protocol_whitelist",
          "file,pipe",
          "-c:v",
          decoder(run.format),
          "-i",
          "pipe:0"};
}

std::string concat_list(const PictureSequence& pictures, const PictureRun& run) {
  std::string list;
  for (std::size_t i = run.first; i < run.first + run.count; ++i) {
    const std::string path = std::filesystem::absolute(pictures.path(i)).string();
    list += "file " + quoted(file_url(path)) + "\n";
    // ffmpeg would take it for a pattern; older versions do not know the word.
    if (path.find_first_of("%*?{[") != std::string::npos) list += "option pattern_type none\n";
    list += "duration 0.04\n";  // any: times that grow
  }
  return list;
}

}  // namespace posegrad::pose

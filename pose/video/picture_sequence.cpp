#include "pose/video/picture_sequence.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/text_codec.h"
#include "pose/video/ffmpeg.h"
#include "pose/video/picture_names.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

namespace fs = std::filesystem;

/// What is in a folder, hidden files aside, sorted.
std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator it(folder, error);
  for (const fs::directory_iterator end; !error && it != end; it.increment(error))
    if (std::string name = it->path().filename().string(); !name.starts_with('.'))
      names.push_back(std::move(name));
  if (error) throw IoError(fmt::format("cannot open {}: {}", folder, error.message()));
  std::ranges::sort(names);
  return names;
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i)
    shown.push_back(formats::printable(names[i]));
  return fmt::format("{}{}", fmt::join(shown, ", "), names.size() > kNamed ? ", ..." : "");
}

bool is_file(const std::string& path) {
  std::error_code error;
  return !fs::is_directory(path, error);
}

void require_one_line(const std::string& name, const std::string& path) {
  if (name.find_first_of("\n\r") != std::string::npos)
    throw DataError(fmt::format("{}: the name of {} has a line break, which ffmpeg does not take",
                                path, formats::printable(name)));
}

PictureSequence ordered(std::vector<std::string> names, std::string folder,
                        const std::string& path) {
  for (const std::string& name : names) require_one_line(name, path);
  PictureOrder order = order_pictures(std::move(names), path);
  PictureSequence pictures{std::move(folder), std::move(order.names), std::move(order.numbers), {}};
  if (!order.note.empty()) pictures.notes.push_back(fmt::format("{}: {}", path, order.note));
  return pictures;
}

PictureSequence in_folder(const std::string& folder) {
  std::vector<std::string> names, others;
  for (std::string& name : names_in(folder)) {
    const bool taken = has_picture_ending(name) && is_file((fs::path(folder) / name).string());
    (taken ? names : others).push_back(std::move(name));
  }
  if (names.empty())
    throw DataError(fmt::format(
        "{}: a folder without pictures (.jpg, .jpeg, .png, .bmp, .webp){}; a video or a folder of "
        "pictures is wanted",
        folder, others.empty() ? ": it is empty" : ", in it is " + some_of(others)));
  PictureSequence pictures = ordered(std::move(names), folder, folder);
  if (!others.empty())
    pictures.notes.push_back(fmt::format("{}: {} in it {} no picture{} and left out: {}", folder,
                                         others.size(), others.size() == 1 ? "is" : "are",
                                         others.size() == 1 ? "" : "s", some_of(others)));
  return pictures;
}

PictureSequence matching(const PicturePattern& pattern, const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  const std::string folder = parent.empty() ? "." : parent;
  std::vector<std::string> names, others;
  for (std::string& name : names_in(folder)) {
    if (!has_picture_ending(name) || !is_file((fs::path(folder) / name).string())) continue;
    (pattern.matches(name) ? names : others).push_back(std::move(name));
  }
  if (names.empty())
    throw DataError(fmt::format(
        "{}: no picture has such a name{}", path,
        others.empty() ? fmt::format("; {} holds none", folder) : "; there is " + some_of(others)));
  return ordered(std::move(names), folder, path);
}

}  // namespace

std::string PictureSequence::path(std::size_t i) const {
  if (folder.empty()) return names[i];
  return folder.ends_with('/') ? folder + names[i] : folder + "/" + names[i];
}

namespace {

bool is_one_picture(const std::string& path) {
  std::error_code error;
  if (!has_picture_ending(path) || !fs::is_regular_file(path, error)) return false;
  try {
    return !read_picture_header(path).moves;
  } catch (const Error&) {
    return false;  // whoever takes it for a video says what is wrong with it
  }
}

PictureSequence one_picture(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  require_one_line(path, formats::printable(path));
  return {fs::path(path).parent_path().string(), {name}, {}, {}};
}

}  // namespace

std::optional<PictureSequence> find_pictures(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return in_folder(path);
  if (is_one_picture(path)) return one_picture(path);
  if (fs::exists(path, error)) return {};
  if (const auto pattern = PicturePattern::parse(fs::path(path).filename().string()))
    return matching(*pattern, path);
  return {};
}

bool stands_for(const std::string& path, const std::string& file) {
  std::error_code error;
  const fs::path one(path), other(file);
  if (fs::exists(one, error) || !fs::exists(other, error)) return false;
  const auto pattern = PicturePattern::parse(one.filename().string());
  if (!pattern || !pattern->matches(other.filename().string())) return false;
  const fs::path here = fs::current_path(error);
  return fs::equivalent(here / one.parent_path(), here / other.parent_path(), error);
}

std::vector<PictureHeader> read_headers(const PictureSequence& pictures) {
  std::vector<PictureHeader> headers;
  for (std::size_t i = 0; i < pictures.names.size(); ++i) {
    headers.push_back(read_picture_header(pictures.path(i)));
    const PictureHeader &first = headers.front(), &last = headers.back();
    if (first.width != last.width || first.height != last.height)
      throw DataError(fmt::format(
          "{} has {}x{} pixels, {} has {}x{}: the pictures of a video are of one size",
          pictures.path(0), first.width, first.height, pictures.path(i), last.width, last.height));
  }
  return headers;
}

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
    if (runs.empty() || runs.back().format != headers[i].format ||
        runs.back().orientation != headers[i].orientation)
      runs.push_back({i, 0, headers[i].format, headers[i].orientation});
    ++runs.back().count;
  }
  return runs;
}

std::vector<std::string> input_options(const PictureRun& run) {
  // By its content: names end wrongly. One thread and an end at the first error, so that what came
  // are the pictures before the broken one. Versions of ffmpeg differ in which formats' Exif they read
  // and whether in a list: upright_filters() turn them.
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

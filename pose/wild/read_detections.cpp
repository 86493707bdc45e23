#include "pose/wild/read_detections.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/json_reader.h"
#include "pose/formats/npz.h"
#include "pose/formats/text_codec.h"
#include "pose/wild/readers/data_set.h"
#include "pose/wild/readers/detectron.h"
#include "pose/wild/readers/folder.h"
#include "pose/wild/readers/json_file.h"
#include "pose/wild/readers/ultralytics.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

namespace fs = std::filesystem;

/// No picture is as large; beyond it single precision loses parts of a pixel.
constexpr double kFarthest = 1e6;

[[noreturn]] void fail_unknown(const std::string& path, const std::string& found) {
  throw DataError(fmt::format("{}: no known output of a 2D detector; found {}; known are: {}", path,
                              found, fmt::join(detection_formats(), "; ")));
}

Detections read_npz(const std::string& path, const DetectionOptions& options) {
  const formats::NpzReader file(path);
  if (readers::is_data_set(file)) return readers::read_data_set(file, options);
  if (readers::is_detectron(file)) return readers::read_detectron(file);
  fail_unknown(path,
               fmt::format("a zip archive with {}",
                           formats::printable(fmt::format("{}", fmt::join(file.keys(), ", ")))));
}

Detections read_text(const std::string& path, std::string_view text,
                     const DetectionOptions& options) {
  const std::size_t at = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (at == std::string_view::npos) fail_unknown(path, "an empty file");
  if (text[at] == '{' || text[at] == '[') {
    const formats::Field content(formats::read_json(text, path), path);
    if (auto detections = readers::read_json_detections(content, path)) return *detections;
    fail_unknown(path, readers::describe_json(content.value()));
  }
  if (readers::is_ultralytics_text(text))
    return readers::read_ultralytics_text({{0, std::string(text), path}}, path, options.size);
  fail_unknown(
      path, fmt::format("a file that begins with '{}'", formats::printable(text.substr(at, 24))));
}

Detections read_any(const std::string& path, const DetectionOptions& options) {
  if (fs::is_directory(path)) {
    if (auto detections = readers::read_folder(path, options)) return *detections;
    fail_unknown(path, readers::describe_folder(path));
  }
  if (formats::is_zip(path)) return read_npz(path, options);
  return read_text(path, formats::read_file(path).view(), options);
}

bool is_found(const DetectedKeypoint& keypoint) { return !std::isnan(keypoint.x); }

void check_numbers(const Detections& detections, const DetectedPerson& person,
                   const std::string& where) {
  const auto check = [&](double number, double most, const std::string& what) {
    if (!(std::abs(number) <= most))
      throw DataError(fmt::format("{}: {}: {} is {}; a number of at most {} is wanted",
                                  detections.source, where, what, number, most));
  };
  for (std::size_t joint = 0; joint < person.keypoints.size(); ++joint) {
    const DetectedKeypoint& keypoint = person.keypoints[joint];
    if (!is_found(keypoint)) continue;
    const std::string& name = detections.layout->joints[joint];
    check(keypoint.x, kFarthest, name + ": x");
    check(keypoint.y, kFarthest, name + ": y");
    check(keypoint.confidence, kFarthest, name + ": the confidence");
  }
  check(person.score, 1e9, "the score");
  if (person.box) {
    for (const double number : {person.box->x1, person.box->y1, person.box->x2, person.box->y2})
      check(number, kFarthest, "a side of the box");
  }
}

void finish(Detections& detections) {
  bool is_somebody = false;
  for (std::size_t i = 0; i < detections.frames.size(); ++i) {
    std::vector<DetectedPerson>& people = detections.frames[i].people;
    const Index number = detections.first_frame + static_cast<Index>(i);
    for (std::size_t person = 0; person < people.size(); ++person)
      check_numbers(detections, people[person], fmt::format("frame {}, person {}", number, person));
    std::erase_if(people, [](const DetectedPerson& person) {
      return std::ranges::none_of(person.keypoints, is_found);
    });
    is_somebody = is_somebody || !people.empty();
  }
  if (!is_somebody)
    throw DataError(fmt::format("{}: nobody was found in any of {} frames ({})", detections.source,
                                detections.frames.size(), detections.format));
}

}  // namespace

Detections read_detections(const std::string& path, const DetectionOptions& options) {
  Detections detections = read_any(path, options);
  finish(detections);
  if (!detections.size) detections.size = options.size;
  return detections;
}

const std::vector<std::string>& detection_formats() {
  static const std::vector<std::string> formats{"Detectron and Detectron2 npz (boxes, keypoints)",
                                                "data sets data_2d_*.npz (positions_2d)",
                                                "COCO results JSON",
                                                "AlphaPose JSON",
                                                "a folder of OpenPose JSON (BODY_25, COCO-18)",
                                                "MMPose JSON",
                                                "Ultralytics JSON, or a folder of its txt or JSON"};
  return formats;
}

std::optional<VideoSize> parse_video_size(std::string_view text) {
  constexpr Index kLargest = 100'000;
  const std::size_t cross = text.find('x');
  if (cross == std::string_view::npos) return std::nullopt;
  const auto pixels = [](std::string_view part) -> Index {
    Index number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool is_whole = error == std::errc() && end == part.data() + part.size();
    return is_whole && number <= kLargest ? number : 0;
  };
  const VideoSize size{pixels(text.substr(0, cross)), pixels(text.substr(cross + 1))};
  if (size.width < 1 || size.height < 1) return std::nullopt;
  return size;
}

}  // namespace posegrad::pose

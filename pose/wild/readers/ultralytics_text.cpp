#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "pose/wild/readers/keypoint_numbers.h"
#include "pose/wild/readers/ultralytics.h"
#include "tensor/error.h"

namespace posegrad::pose::readers {
namespace {

constexpr std::size_t kBox = 5, kJoints = 17;
constexpr std::string_view kBlank = " \t\r";

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
    if (end > begin) words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

std::optional<double> number_of(std::string_view word) {
  double number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return number;
}

struct Line {
  std::vector<double> numbers;
  std::string where;
  bool has_confidences() const { return numbers.size() >= kBox + 3 * kJoints; }
  std::size_t body() const { return kBox + (has_confidences() ? 3 : 2) * kJoints; }
  /// What stands behind the joints: none, one or two numbers.
  std::size_t extras() const { return numbers.size() - body(); }
};

Line line_of(std::string_view text, std::string where) {
  Line line{{}, std::move(where)};
  for (const std::string_view word : split(text, kBlank)) {
    const auto number = number_of(word);
    if (!number || !std::isfinite(*number)) {
      throw DataError(
          fmt::format("{}: a number is wanted; found '{}'", line.where, formats::printable(word)));
    }
    line.numbers.push_back(*number);
  }
  const std::size_t count = line.numbers.size(), pairs = kBox + 2 * kJoints,
                    triples = kBox + 3 * kJoints;
  const bool fits =
      (count >= pairs && count <= pairs + 2) || (count >= triples && count <= triples + 2);
  if (!fits) {
    throw DataError(
        fmt::format("{}: {} numbers; wanted are {} (box and 17 joints x, y) or {} (with "
                    "confidences), and at most 2 more (confidence of the box, track)",
                    line.where, count, pairs, triples));
  }
  if (line.numbers[3] < 0 || line.numbers[4] < 0)
    throw DataError(fmt::format("{}: a box of the negative size {} x {}", line.where,
                                line.numbers[3], line.numbers[4]));
  return line;
}

/// A single number behind the joints is the box's confidence, unless all of the video's are whole:
/// then tracking wrote it without save_conf.
bool one_extra_is_track(const std::vector<std::pair<Index, Line>>& lines) {
  for (const auto& [frame, line] : lines) {
    if (line.extras() == 1 && line.numbers.back() != std::floor(line.numbers.back())) return false;
  }
  return true;
}

DetectedPerson person_of(const Line& line, const VideoSize& size, bool extra_is_track) {
  const auto w = static_cast<double>(size.width), h = static_cast<double>(size.height);
  const std::vector<double>& n = line.numbers;
  const std::size_t step = line.has_confidences() ? 3 : 2;
  DetectedPerson person;
  for (std::size_t joint = 0; joint < kJoints; ++joint) {
    const std::size_t at = kBox + joint * step;
    const double x = n[at] * w, y = n[at + 1] * h;
    const bool is_lost = x == 0 && y == 0;
    person.keypoints.push_back(step == 2 || is_lost ? keypoint_of(x, y)
                                                    : keypoint_of(x, y, n[at + 2]));
  }
  person.box = Box{(n[1] - n[3] / 2) * w, (n[2] - n[4] / 2) * h, (n[1] + n[3] / 2) * w,
                   (n[2] + n[4] / 2) * h};
  const bool has_score = line.extras() == 2 || (line.extras() == 1 && !extra_is_track);
  const bool has_track = line.extras() == 2 || (line.extras() == 1 && extra_is_track);
  person.score = has_score ? n[line.body()] : mean_confidence(person.keypoints);
  if (has_track) {
    const double track = n.back();
    if (!(track >= 0 && track < 1e15 && track == std::floor(track)))
      throw DataError(fmt::format("{}: {} is no track number", line.where, track));
    person.track = static_cast<Index>(track);
  }
  return person;
}

}  // namespace

bool is_ultralytics_text(std::string_view text) {
  const std::vector<std::string_view> lines = split(text, "\n");
  if (lines.empty()) return true;
  for (const std::string_view word : split(lines.front(), kBlank))
    if (!number_of(word)) return false;
  return true;
}

Detections read_ultralytics_text(const std::vector<TextFrame>& frames, const std::string& source,
                                 const std::optional<VideoSize>& size) {
  if (!size)
    throw DataError(fmt::format(
        "{}: Ultralytics txt has fractions of the video's size, which is not known; give it with "
        "--size WIDTHxHEIGHT",
        source));
  FrameCollector collector;
  std::vector<std::pair<Index, Line>> lines;
  for (const TextFrame& frame : frames) {
    collector.see(frame.number, frame.where);
    std::istringstream stream(frame.text);
    Index number = 0;
    for (std::string text; std::getline(stream, text);) {
      ++number;
      if (text.find_first_not_of(kBlank) == std::string::npos) continue;
      lines.emplace_back(frame.number,
                         line_of(text, fmt::format("{}: line {}", frame.where, number)));
    }
  }
  const bool extra_is_track = one_extra_is_track(lines);
  for (const auto& [frame, line] : lines)
    collector.add(frame, person_of(line, *size, extra_is_track), line.where);
  Detections detections{.source = source,
                        .format = "Ultralytics txt",
                        .layout = &keypoint_layout("coco"),
                        .frames = {},
                        .first_frame = 0,
                        .size = size,
                        .notes = {}};
  collector.move_into(detections);
  return detections;
}

}  // namespace posegrad::pose::readers

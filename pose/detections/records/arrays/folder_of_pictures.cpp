#include "pose/detections/records/arrays/folder_of_pictures.h"

#include <utility>

#include <fmt/format.h>

#include "pose/detections/records/arrays/motion_evidence.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::arrays {
namespace {

[[noreturn]] void fail_video(const Document& document, const std::string& found) {
  throw DataError(
      fmt::format("{}: {} in a file of a folder; wanted is one picture a file, or the name of the "
                  "one file with all frames",
                  document.path, found));
}

/// People of one picture lie apart; poses that follow each other closely are a video's.
void require_one_picture(const Document& document, const Records& picture) {
  constexpr double kSmooth = 0.3;
  constexpr std::size_t kFewestFrames = 4;
  if (picture.keys != FrameKeys::position && picture.frames.size() > 1)
    fail_video(document, fmt::format("{} frames", picture.frames.size()));
  std::vector<double> numbers;
  std::size_t joints = 0, frames = 0;
  for (const RawFrame& frame : picture.frames) {
    if (frame.people.size() != 1) return;
    const std::vector<RawPoint>& points = frame.people.front().points;
    if (frames++ == 0) joints = points.size();
    if (points.size() != joints) return;
    for (const RawPoint& point : points) numbers.insert(numbers.end(), {point.x, point.y});
  }
  if (frames < kFewestFrames) return;
  const NumberBlock block({static_cast<Index>(frames), 1, static_cast<Index>(joints), 2},
                          std::move(numbers));
  const auto restless = restlessness(block);
  if (restless && *restless < kSmooth)
    fail_video(document, fmt::format("{} poses that follow each other", frames));
}

}  // namespace

void add_picture(const Document& document, Records picture, bool is_first, Records& records) {
  if (!is_first && picture.names != records.names)
    throw DataError(
        fmt::format("{}: other names of joints than in the files before", document.path));
  require_one_picture(document, picture);
  RawFrame frame;
  frame.name = document.name;
  frame.where = document.name;
  frame.size = picture.size;
  for (RawFrame& part : picture.frames) {
    for (RawPerson& person : part.people) {
      person.where = fmt::format("{}: person {}", document.name, frame.people.size());
      frame.people.push_back(std::move(person));
    }
  }
  if (is_first) {
    records.names = std::move(picture.names);
    records.layout = std::move(picture.layout);
    records.usual = std::move(picture.usual);
    records.units = picture.units;
    records.notes = std::move(picture.notes);
  }
  records.keys = FrameKeys::names;
  records.frames.push_back(std::move(frame));
}

}  // namespace posegrad::pose::detections::arrays

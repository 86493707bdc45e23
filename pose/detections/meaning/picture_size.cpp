#include "pose/detections/meaning/picture_size.h"

#include <fmt/format.h>

#include "pose/detections/meaning/points.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr Index kLargest = 100'000;  // pixels

void check(const VideoSize& size, const std::string& place) {
  const auto is_one = [](Index side) { return side >= 1 && side <= kLargest; };
  if (!is_one(size.width) || !is_one(size.height))
    throw DataError(fmt::format("{}: a picture of {} pixels; 1 to {} a side are wanted", place,
                                size_text(size), kLargest));
}

}  // namespace

std::optional<VideoSize> stated_size(const Records& records, const std::optional<VideoSize>& told,
                                     const std::string& source) {
  if (records.size) {
    check(*records.size, source);
    return records.size;
  }
  const RawFrame* first = nullptr;
  for (const RawFrame& frame : records.frames) {
    if (!frame.size) continue;
    check(*frame.size, place_in(source, frame.where));
    if (first == nullptr) first = &frame;
    if (same_size(*first->size, *frame.size)) continue;
    if (told) return std::nullopt;
    throw DataError(fmt::format(
        "{}: a picture of {}, but {} has one of {}; those of one video have the same size "
        "(--size WIDTHxHEIGHT says one for all)",
        place_in(source, first->where), size_text(*first->size), place_in(source, frame.where),
        size_text(*frame.size)));
  }
  return first == nullptr ? std::nullopt : first->size;
}

std::string size_text(const VideoSize& size) {
  return fmt::format("{}x{}", size.width, size.height);
}

}  // namespace posegrad::pose::detections

#include "pose/detections/records/arrays/repetition_guard.h"

namespace posegrad::pose::detections::arrays {

void RepetitionGuard::charge(const formats::Value& value, std::size_t items,
                             const formats::Field& place) {
  constexpr std::size_t kFree = 1 << 20, kMostTimes = 8;
  if (seen_.insert(value.identity()).second) stored_ += items;
  read_ += items;
  if (read_ > kFree && read_ > kMostTimes * stored_)
    place.fail("the same lists of numbers stand there again and again");
}

}  // namespace posegrad::pose::detections::arrays

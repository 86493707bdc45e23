#include "pose/detections/container/budget.h"

#include <algorithm>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::detections {

void Budget::take_bytes(std::uint64_t count, const std::string& name) {
  if (count > bytes_left_)
    throw DataError(
        fmt::format("{}: {} bytes, in all more than the {} that are accepted of one source", name,
                    count, limits_.bytes));
  bytes_left_ -= count;
}

void Budget::take_values(std::uint64_t count, const std::string& name) {
  if (count > values_left)
    throw DataError(fmt::format("{}: more than the {} values that are accepted of one source", name,
                                limits_.values));
  values_left -= count;
}

std::uint64_t Budget::most_unpacked(std::uint64_t packed) const {
  std::uint64_t most = 0;
  if (__builtin_mul_overflow(packed, limits_.ratio, &most) ||
      __builtin_add_overflow(most, limits_.slack, &most))
    return bytes_left_;
  return std::min(most, bytes_left_);
}

void Budget::take_unpacked(std::uint64_t packed, std::uint64_t unpacked, const std::string& name) {
  if (unpacked > most_unpacked(packed))
    throw DataError(
        fmt::format("{}: {} bytes unpack to {} or more; at most {} are accepted of them", name,
                    packed, unpacked, most_unpacked(packed)));
  bytes_left_ -= unpacked;
}

}  // namespace posegrad::pose::detections

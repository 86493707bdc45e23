#pragma once
#include <algorithm>
#include <string>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"

namespace posegrad::pose::detections {

/// All that `read` gives, which fills at most `room` bytes and returns how many: fewer only at the
/// end. Throws DataError as soon as it is more than the budget allows for `packed` bytes.
template <class Read>
formats::Blob read_unpacked(Read read, std::uint64_t packed, const std::string& name,
                            Budget& budget) {
  constexpr std::size_t kLeast = 1 << 16;
  const std::uint64_t most = budget.most_unpacked(packed);
  std::string bytes;
  for (;;) {
    const std::size_t done = bytes.size(), room = std::max(kLeast, done / 2);
    bytes.resize(done + room);
    const std::size_t got = read(bytes.data() + done, room);
    bytes.resize(done + got);
    if (got < room || bytes.size() > most) break;
  }
  budget.take_unpacked(packed, bytes.size(), name);
  return formats::Blob::holding(std::move(bytes));
}

}  // namespace posegrad::pose::detections

#include "pose/formats/reading_limit.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 50;  // no product of them overflows

thread_local std::uint64_t bytes_read = 0;  // NOLINT: by the outermost reader of this thread

std::uint64_t most_for(std::uint64_t bytes) {
  constexpr std::uint64_t kAlways = 24 << 20, kFirst = 1 << 20, kOfFirst = 12, kBeyond = 48;
  const std::uint64_t first = std::min(bytes, kFirst);
  return kAlways + kOfFirst * first + kBeyond * (bytes - first);
}

}  // namespace

ReadingLimit::ReadingLimit() : is_outermost_(MemoryLimit::most() == 0), limit_(most_for(0)) {
  if (is_outermost_) bytes_read = 0;
}

void ReadingLimit::came(std::uint64_t bytes) noexcept {
  const std::uint64_t before = bytes_read;
  bytes_read = std::min(before, kMostBytes) + std::min(bytes, kMostBytes);
  MemoryLimit::raise(most_for(bytes_read) - most_for(before));
}

void ReadingLimit::refuse(const std::string& name) {
  throw DataError(fmt::format(
      "{}: reading it would take more than {} MB of memory, which is what a file of its "
      "size may take; it is damaged, or made to fill the memory",
      name, MemoryLimit::most() >> 20));
}

}  // namespace posegrad::pose::formats

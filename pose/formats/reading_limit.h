#pragma once
#include <cstdint>
#include <string>
#include <utility>

#include "tensor/memory_limit.h"

namespace posegrad::pose::formats {

/// Bounds what this thread may hold in memory to read files of n bytes in all: 24 MiB and 12 bytes for
/// each of the first MiB, so that a small file which is made to fill the memory does not get there;
/// 48 for each beyond, which is half as much again as the most wasteful right file takes (a list of pairs of
/// small numbers). Packed files count as they are, not as what they unpack to. Inside of another one
/// it does nothing.
class ReadingLimit {
 public:
  ReadingLimit();

  /// For what reads files: a file of so many bytes is read.
  static void came(std::uint64_t bytes) noexcept;
  [[noreturn]] static void refuse(const std::string& name);

 private:
  bool is_outermost_;
  MemoryLimit limit_;
};

/// What `read` returns. Throws DataError "NAME: ..." when it would hold more than the limit.
template <class Read>
auto within_reading_limit(const std::string& name, Read&& read) {
  const ReadingLimit limit;
  try {
    return std::forward<Read>(read)();
  } catch (const MemoryLimitReached&) {
    ReadingLimit::refuse(name);
  }
}

}  // namespace posegrad::pose::formats

#pragma once
#include <cstdint>
#include <string>
#include <utility>

#include "tensor/memory_limit.h"

namespace posegrad::pose::formats {

/// What reading may hold in memory at a time, from a file of n bytes: kLeast + kPerByte * n. What
/// people have takes a third of it at most; a small file that is made to fill the memory does not
/// get there. Packed files count as they are, not as what they unpack to.
struct ReadingLimit {
  static constexpr std::size_t kLeast = std::size_t{24} << 20;
  static constexpr std::size_t kPerByte = 12;

  /// For what reads files: so many bytes of one came, or will come.
  static void came(std::uint64_t bytes) noexcept;
  [[noreturn]] static void refuse(const std::string& name);
};

/// What `read` returns. Throws DataError "NAME: ..." when it would hold more than the limit.
template <class Read>
auto within_reading_limit(const std::string& name, Read&& read) {
  const MemoryLimit limit(ReadingLimit::kLeast);
  try {
    return std::forward<Read>(read)();
  } catch (const MemoryLimitReached&) {
    ReadingLimit::refuse(name);
  }
}

}  // namespace posegrad::pose::formats

#pragma once
#include <cstdint>

namespace posegrad::fuzz {

/// Counts what malloc and operator new hand out between begin() and end(), on all threads, by the
/// sanitizer's hooks: a build without one counts nothing.
class MemoryWatch {
 public:
  /// `exceeded` is called, once, from within the allocation that goes beyond `limit` bytes held at
  /// a time.
  static void begin(std::int64_t limit, void (*exceeded)());
  static void end();

  static std::int64_t peak();  // bytes, since begin()
  /// Pieces handed out and not given back since begin(): what is left at the end may be a leak.
  static std::int64_t pieces_left();
};

}  // namespace posegrad::fuzz

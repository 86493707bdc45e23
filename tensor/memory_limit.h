#pragma once
#include <cstddef>
#include <new>

namespace posegrad {

/// Thrown where a MemoryLimit is reached.
struct MemoryLimitReached : std::bad_alloc {
  const char* what() const noexcept override { return "the memory limit is reached"; }
};

/// Bounds what this thread holds in memory more than when the object was made: all that operator
/// new gives (which the whole program has from here), and tensors on the CPU. Not counted is what
/// libraries in C take for themselves. Within the life of another one it does nothing: the outer
/// one goes on to count.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::size_t bytes);
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  /// Raises the limit that this thread is under, if any.
  static void raise(std::size_t bytes) noexcept;
  /// Of this thread; 0: there is none.
  static std::size_t most() noexcept;

  /// For allocators: what they are about to give. Throws MemoryLimitReached; nothing is taken then.
  static void take(std::size_t bytes);
  /// For allocators: what they got back, by whatever thread.
  static void give(std::size_t bytes) noexcept;

 private:
  bool counts_;
};

}  // namespace posegrad

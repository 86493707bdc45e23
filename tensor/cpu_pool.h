#pragma once
#include <cstddef>
#include <functional>
#include <memory>

namespace posegrad {
/// A block that gives itself back. std::function holds what the CPU's needs without memory of its
/// own.
using Memory = std::unique_ptr<void, std::function<void(void*)>>;
}  // namespace posegrad

/// Aligned host memory for tensors. Freed blocks are kept and handed out again: a training step
/// asks for the same sizes every time, and fresh pages from the system cost more than the
/// arithmetic on them. Thread-safe. Sanitizer builds keep nothing, so that a use after free is
/// seen.
namespace posegrad::cpu_pool {

constexpr std::size_t kAlignment = 64;  // a cache line, and the widest vector register

struct Stats {
  std::size_t live_bytes = 0;    // in use by tensors
  std::size_t peak_bytes = 0;    // highest live_bytes
  std::size_t cached_bytes = 0;  // freed, kept for reuse
  std::size_t system_calls = 0;  // blocks asked of the system; constant in a steady step
};

struct Block {
  void* data = nullptr;
  std::size_t capacity = 0;
};

/// Throws std::bad_alloc when the system has no more.
Block acquire(std::size_t bytes);
void release(Block block) noexcept;
/// Gives all kept blocks back to the system.
void trim() noexcept;
Stats stats() noexcept;

}  // namespace posegrad::cpu_pool

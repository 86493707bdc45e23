#pragma once

#include <functional>

#include <cuda_emulator.h>

namespace cuda_emulator {

/// Runs `thread` for every thread of every block, blocks one after the other, in the order set.
/// Aborts with a message if a barrier can never be passed.
void run_grid(const dim3& grid, const dim3& block, const std::function<void()>& thread);

/// The numbers 0 to count-1 in the order set, each once. Shuffled: start and step (without common
/// divisor with count) are drawn.
class Sequence {
 public:
  explicit Sequence(std::uint64_t count);
  std::uint64_t operator[](std::uint64_t i) const { return (start_ + i * step_) % count_; }

 private:
  std::uint64_t count_, start_ = 0, step_ = 1;
};

}  // namespace cuda_emulator

#pragma once

#include <cstddef>
#include <functional>

namespace cuda_emulator {

/// A function on a stack of its own that runs in slices: resume() runs it up to its next pause().
/// The function must never return, and fibers live until the program ends.
class Fiber {
 public:
  explicit Fiber(std::function<void()> body);  // does not run yet; aborts if memory is short
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  void resume();
  void pause();  // to be called by the body

 private:
  struct Context;  // what a switch saves
  static void enter();

  std::function<void()> body_;
  std::byte* memory_ = nullptr;  // a guard page, then the stack
  Context* inside_;              // of the paused fiber
  Context* outside_;             // of whom called resume()
  // ASan's; see <sanitizer/common_interface_defs.h>.
  [[maybe_unused]] void* fake_stack_ = nullptr;
  [[maybe_unused]] const void* caller_stack_ = nullptr;
  [[maybe_unused]] std::size_t caller_stack_bytes_ = 0;
};

}  // namespace cuda_emulator

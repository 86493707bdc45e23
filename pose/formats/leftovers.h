#pragma once
#include <cstddef>
#include <string>

#include <sys/types.h>

namespace posegrad::pose::formats {

/// What must not outlive this process: an unfinished file or a program that it started, for as long
/// as this object lives. There are places for some dozens at once; one without a place is not
/// cleared away.
class Leftover {
 public:
  Leftover() = default;
  explicit Leftover(const std::string& file) noexcept;
  explicit Leftover(pid_t group) noexcept;  // of processes
  ~Leftover() { release(); }
  Leftover(const Leftover&) = delete;
  Leftover& operator=(const Leftover&) = delete;
  Leftover(Leftover&& other) noexcept;
  Leftover& operator=(Leftover&& other) noexcept;

  void release() noexcept;

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t place_ = kNone;
};

/// While one lives, end_by_signal() waits for its end: for several steps of which a part alone
/// would be wrong.
class WholeSteps {
 public:
  WholeSteps() noexcept;
  ~WholeSteps();
  WholeSteps(const WholeSteps&) = delete;
  WholeSteps& operator=(const WholeSteps&) = delete;
};

/// Kills and removes what is left over. Calls only what POSIX allows in a signal handler.
void clear_leftovers() noexcept;

/// A signal handler: clears away what is left over and lets the signal have its usual effect.
void end_by_signal(int number);

}  // namespace posegrad::pose::formats

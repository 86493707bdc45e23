#pragma once

namespace posegrad::apps {

/// While one lives, the first SIGINT, SIGTERM or SIGHUP (the terminal was closed) only asks the job
/// to stop after the step at hand, and says so on standard error; the second one has its usual
/// effect at once. A signal that was ignored before (nohup) stays ignored. One at a time; throws
/// ValueError for a second one.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool requested() const noexcept { return signal() != 0; }
  /// The signal that came, 0 when none did.
  int signal() const noexcept;
};

}  // namespace posegrad::apps

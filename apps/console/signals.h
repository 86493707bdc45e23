#pragma once

namespace posegrad::apps {

/// Of a job that Ctrl-C stopped, as shells report it.
inline constexpr int kInterruptedExitCode = 130;

/// While one lives, the first SIGINT, SIGTERM or SIGHUP (the terminal was closed) only asks the job
/// to stop after the step at hand, and says so on standard error; the second one has its usual
/// effect at once. A signal that was ignored before (nohup) stays ignored. One that begins while
/// another lives knows what that one knows, and nothing ends with it. For one thread.
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

/// From now on SIGINT, SIGTERM and SIGHUP clear away unfinished files and programs before they end
/// the process. One that is ignored (nohup) stays so.
void end_cleanly_on_signals();

/// From now on nothing happens when the terminal is closed.
void outlive_the_terminal();

/// Makes writing to a closed pipe, or beyond the caller's limit of file sizes, an error instead of
/// a signal, and occupies the standard descriptors that the caller left closed: otherwise the first
/// file opened would become standard output, and console lines would go into it.
void secure_standard_streams();

}  // namespace posegrad::apps

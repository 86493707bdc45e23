#include "apps/console/signals.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include "apps/console/shown.h"
#include "pose/formats/leftovers.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};
std::array<struct sigaction, kSignals.size()>
    before;                               // NOLINT: handlers of what lives as long as the process
volatile std::sig_atomic_t received = 0;  // NOLINT: the only thing that a handler may write
int alive = 0;                            // NOLINT

/// Calls only what POSIX allows in a handler.
void on_signal(int number) {
  const int saved_errno = errno;
  received = number;
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before[i], nullptr);
  errno = saved_errno;
  if (console::is_silent()) return;
  constexpr std::string_view message = "\nStopping after this step; once more stops at once.\n";
  [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, message.data(), message.size());
  errno = saved_errno;
}

}  // namespace

Interrupt::Interrupt() {
  if (alive++ > 0) return;  // the outer one listens
  received = 0;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (const int each : kSignals) sigaddset(&action.sa_mask, each);
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before[i]);
    if (before[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
}

Interrupt::~Interrupt() {
  if (--alive > 0) return;
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before[i], nullptr);
}

int Interrupt::signal() const noexcept { return received; }

void end_cleanly_on_signals() {
  struct sigaction action {};
  action.sa_handler = pose::formats::end_by_signal;
  sigemptyset(&action.sa_mask);
  for (const int each : kSignals) sigaddset(&action.sa_mask, each);
  action.sa_flags = SA_RESTART;
  for (const int each : kSignals) {
    struct sigaction old {};
    sigaction(each, nullptr, &old);
    if (old.sa_handler != SIG_IGN) sigaction(each, &action, nullptr);
  }
  // Whoever started this may not care for the end of children; their exit codes would be lost.
  std::signal(SIGCHLD, SIG_DFL);
  // A library may give up by exit(): GCC's OpenMP without memory does.
  std::atexit(pose::formats::clear_leftovers);
}

void outlive_the_terminal() { std::signal(SIGHUP, SIG_IGN); }

void secure_standard_streams() {
  // Writing then fails, which is reported, and no temporary file stays behind.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) != -1) continue;
    // Read-only for standard output, so that writing there fails and is reported. open() takes the
    // lowest free number.
    [[maybe_unused]] const int taken =
        open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);  // NOLINT: stays open
  }
}

}  // namespace posegrad::apps

#include "apps/console/standard_streams.h"

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace posegrad::apps {

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

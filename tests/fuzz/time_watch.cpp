#include "tests/fuzz/time_watch.h"

#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>

namespace posegrad::fuzz {
namespace {

std::atomic<double> end_seconds = 0;  // of the processor's time; 0: nobody waits
void (*on_late)() = nullptr;

double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void watch() {
  constexpr std::chrono::milliseconds kPause(50);
  for (;;) {
    std::this_thread::sleep_for(kPause);
    double end = end_seconds;
    if (end > 0 && processor_seconds() > end && end_seconds.compare_exchange_strong(end, 0))
      on_late();
  }
}

}  // namespace

void TimeWatch::begin(double limit_seconds, void (*exceeded)()) {
  on_late = exceeded;
  static const bool watches = (std::thread(watch).detach(), true);
  (void)watches;
  end_seconds = processor_seconds() + limit_seconds;
}

void TimeWatch::end() { end_seconds = 0; }

}  // namespace posegrad::fuzz

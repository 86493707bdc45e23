#include "tensor/shared_cores.h"

#include <algorithm>
#include <utility>

#include <sys/resource.h>

#include "tensor/parallel.h"

namespace posegrad {
namespace {

constexpr double kWindow = 0.25;  // seconds of work that a choice is made by
// Times a second that the system takes a core away. Alone it is a few; beside a program that
// computes, one a time slice of some milliseconds.
constexpr double kCrowded = 50;
constexpr int kKeptLast = 32;  // windows that a choice stays, when it was made again and again

std::chrono::duration<double> now() { return std::chrono::steady_clock::now().time_since_epoch(); }

long taken_away() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

}  // namespace

SharedCores::SharedCores() : SharedCores(now, taken_away) {}

SharedCores::SharedCores(Clock clock, Counter taken_away)
    : clock_(std::move(clock)), taken_away_(std::move(taken_away)), all_(threads()), used_(all_) {
  go_on();
}

SharedCores::~SharedCores() { use(all_); }

void SharedCores::use(int count) {
  if (count != used_) use_threads(count);
  used_ = count;
}

void SharedCores::go_on() {
  begin_ = clock_();
  taken_before_ = taken_away_();
  amount_ = 0;
}

void SharedCores::worked(double amount) {
  if (all_ == 1) return;
  amount_ += amount;
  const std::chrono::duration<double> time = clock_() - begin_;
  if (time.count() < kWindow) return;
  const auto taken = static_cast<double>(taken_away_() - taken_before_);
  choose(amount_ / time.count(), taken > kCrowded * time.count());
  go_on();
}

void SharedCores::choose(double rate, bool is_crowded) {
  if (!is_crowded) {
    rate_of_all_ = rate_of_one_ = 0;
    windows_left_ = 0;
    kept_ = kKeptFirst;
    use(all_);
    return;
  }
  if (windows_left_ > 0) {
    if (--windows_left_ > 0) return;
    rate_of_all_ = rate_of_one_ = 0;
  }
  (used_ == 1 ? rate_of_one_ : rate_of_all_) = rate;
  if (rate_of_all_ == 0 || rate_of_one_ == 0) {
    use(used_ == 1 ? all_ : 1);
    return;
  }
  use(rate_of_one_ > rate_of_all_ ? 1 : all_);
  windows_left_ = kept_;
  kept_ = std::min(2 * kept_, kKeptLast);
}

}  // namespace posegrad

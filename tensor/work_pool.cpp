// One loop at a time. Where it stands is one number: which loop, and its next item. Whoever adds a
// piece's items to it has the piece; a helper that comes late, or was stopped between reading and adding,
// finds another number there and has nothing.

#include "tensor/work_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace posegrad {
namespace {

// Short, since another program may have use for the core; as long as what lies between two loops.
constexpr std::chrono::microseconds kSpin{40};

thread_local bool chosen = false, inside = false;  // NOLINT: which threads these are is the point

void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

/// Whether it came true before it would be better to sleep.
template <class Condition>
bool comes_soon(const Condition& condition) {
  constexpr int kBetweenLooks = 32;  // at the clock
  const auto end = std::chrono::steady_clock::now() + kSpin;
  do
    for (int i = 0; i < kBetweenLooks; ++i) {
      if (condition()) return true;
      relax();
    }
  while (std::chrono::steady_clock::now() < end);
  return false;
}

class Pool {
 public:
  void run(const work_pool::Loop& loop, int threads) {
    const std::unique_lock lock(running_, std::try_to_lock);
    if (!lock || loop.count > kMostItems) {
      loop.call(loop.body, 0, loop.count);
      return;
    }
    const int helpers = start_helpers(threads - 1);
    place_ =
        std::uint64_t{number_} << 32 | kMostItems;  // closed to who still looks at the last loop
    call_ = loop.call;
    body_ = loop.body;
    count_ = loop.count;
    least_ = loop.least;
    // The first pieces are large, the last ones small: all threads end about together.
    shares_ = helpers + (helpers + 1) / 2 + 1;
    left_ = loop.count;
    ++number_;
    place_.store(std::uint64_t{number_} << 32, std::memory_order_release);
    for (int i = 0; i < helpers; ++i) helpers_[static_cast<std::size_t>(i)].wake();
    if (work()) return;
    const std::uint32_t number = number_;
    if (comes_soon([&] { return done_.load(std::memory_order_acquire) == number; })) return;
    for (std::uint32_t seen = done_; seen != number; seen = done_) done_.wait(seen);
  }

 private:
  static constexpr Index kMostItems = 0xFFFFFFFF;
  static constexpr int kMostHelpers = 255;

  struct alignas(64) Helper {
    std::atomic<int> woken = 0;

    void wake() {
      woken.fetch_add(1, std::memory_order_release);
      woken.notify_one();
    }
  };

  int start_helpers(int wanted) {
    wanted = std::clamp(wanted, 0, kMostHelpers);
    while (std::ssize(helpers_) < wanted) {
      Helper& helper = helpers_.emplace_back();
      try {
        std::thread([this, &helper] { help(helper); }).detach();
      } catch (const std::system_error&) {  // no more threads: those that there are do it
        helpers_.pop_back();
        break;
      }
    }
    return static_cast<int>(std::min<Index>(wanted, std::ssize(helpers_)));
  }

  void help(Helper& helper) {
    for (int seen = 0;;) {
      const auto is_woken = [&] { return helper.woken.load(std::memory_order_acquire) != seen; };
      if (!comes_soon(is_woken)) helper.woken.wait(seen);
      seen = helper.woken.load(std::memory_order_acquire);
      work();
    }
  }

  /// Takes pieces until there is none. True: it was this thread that did the last one.
  bool work() {
    inside = true;
    bool was_last = false;
    std::uint64_t place = place_.load(std::memory_order_acquire);
    for (;;) {
      const auto number = static_cast<std::uint32_t>(place >> 32);
      const auto begin = static_cast<Index>(place & 0xFFFFFFFF), left = count_ - begin;
      if (left <= 0) break;
      const Index size = std::min(left, std::max(least_.load(), left / shares_));
      if (!place_.compare_exchange_weak(place, place + static_cast<std::uint64_t>(size),
                                        std::memory_order_acq_rel, std::memory_order_acquire))
        continue;
      call_.load()(body_, begin, begin + size);
      if (left_.fetch_sub(size, std::memory_order_acq_rel) == size) {
        was_last = true;
        done_.store(number, std::memory_order_release);
        done_.notify_one();
      }
      place = place_.load(std::memory_order_acquire);
    }
    inside = false;
    return was_last;
  }

  std::mutex running_;
  std::deque<Helper> helpers_;  // none ever goes, nor moves
  // Of the loop. A late helper may read them while the next one's are written: what it makes of them
  // is dropped.
  std::atomic<void (*)(const void*, Index, Index)> call_ = nullptr;
  std::atomic<const void*> body_ = nullptr;
  std::atomic<Index> count_ = 0, least_ = 1, shares_ = 1;
  std::uint32_t number_ = 0;
  alignas(64) std::atomic<std::uint64_t> place_ = 0;  // number, next item
  std::atomic<Index> left_ = 0;
  alignas(64) std::atomic<std::uint32_t> done_ = 0;  // number of the last loop that is
};

// Never destroyed: its threads run until the process ends.
Pool& pool() {
  static Pool* const instance = new Pool;
  return *instance;
}

}  // namespace

PiecewiseWork::PiecewiseWork() : before_(std::exchange(chosen, true)) {}
PiecewiseWork::~PiecewiseWork() { chosen = before_; }

namespace work_pool {

bool is_chosen() noexcept { return chosen; }
bool is_inside() noexcept { return inside; }
void run(const Loop& loop, int threads) { pool().run(loop, threads); }

}  // namespace work_pool
}  // namespace posegrad

#include "tensor/work_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tensor/parallel.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

constexpr double kMuch = 1e6;  // nanoseconds an item, as parallel_for is told

// How often each item was visited.
std::vector<int> visits_of(Index items, Index least = 1) {
  std::vector<int> visits(static_cast<std::size_t>(items), 0);
  parallel_for(
      items, kMuch,
      [&](Index begin, Index end) {
        for (Index i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
      },
      least);
  return visits;
}

bool is_all_ones(const std::vector<int>& visits) {
  return std::ranges::all_of(visits, [](int n) { return n == 1; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(work_pool_suite)

BOOST_AUTO_TEST_CASE(every_item_is_visited_once_whatever_the_pieces) {
  const PiecewiseWork pieces;
  for (const int count : {1, 2, 3, 8}) {
    const ThreadsScope scope(count);
    for (const Index items : {0, 1, 2, 7, 1007})
      for (const Index least : {1, 3, 100}) BOOST_TEST(is_all_ones(visits_of(items, least)));
  }
}

// Helpers come late to many of these, when the next loop has begun.
BOOST_AUTO_TEST_CASE(many_short_loops_behind_each_other_are_whole) {
  const PiecewiseWork pieces;
  const ThreadsScope scope(4);
  for (int loop = 0; loop < 20000; ++loop)
    if (!is_all_ones(visits_of(1 + loop % 37))) {
      BOOST_ERROR("loop " << loop << " is not whole");
      return;
    }
}

BOOST_AUTO_TEST_CASE(other_threads_help) {
  const PiecewiseWork pieces;
  const ThreadsScope scope(2);
  // Ends only when two pieces are worked on at once.
  std::atomic<int> at_once = 0;
  parallel_for(2, kMuch, [&](Index begin, Index end) {
    at_once += static_cast<int>(end - begin);
    while (at_once < 2) std::this_thread::yield();
  });
  BOOST_TEST(at_once == 2);
}

BOOST_AUTO_TEST_CASE(pieces_are_small_towards_the_end_but_not_below_the_least) {
  const PiecewiseWork pieces;
  const ThreadsScope scope(2);
  std::vector<Index> sizes(1000, 0);
  std::atomic<std::size_t> count = 0;
  parallel_for(
      1000, kMuch,
      [&](Index begin, Index end) {
        std::this_thread::yield();
        sizes[count++] = end - begin;
      },
      10);
  sizes.resize(count);
  std::ranges::sort(sizes);
  BOOST_TEST(sizes.size() > 4U);
  BOOST_TEST(sizes.back() == 333);
  BOOST_TEST(std::ranges::count_if(sizes, [](Index size) { return size < 10; }) <= 1);
}

BOOST_AUTO_TEST_CASE(one_inside_another_stays_on_its_thread) {
  const PiecewiseWork pieces;
  const ThreadsScope scope(3);
  std::vector<int> visits(300, 0);
  std::atomic<int> strangers = 0;
  parallel_for(3, kMuch, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      const std::thread::id here = std::this_thread::get_id();
      parallel_for(100, kMuch, [&](Index inner_begin, Index inner_end) {
        if (std::this_thread::get_id() != here) ++strangers;
        for (Index k = inner_begin; k < inner_end; ++k)
          ++visits[static_cast<std::size_t>(i * 100 + k)];
      });
    }
  });
  BOOST_TEST(is_all_ones(visits));
  BOOST_TEST(strangers == 0);
  BOOST_TEST(!work_pool::is_inside());
}

BOOST_AUTO_TEST_CASE(loops_of_two_threads_do_not_mix) {
  const ThreadsScope scope(2);
  std::atomic<int> broken = 0;
  const auto work = [&] {
    const PiecewiseWork pieces;
    use_threads(2);
    for (int loop = 0; loop < 3000; ++loop) broken += !is_all_ones(visits_of(50));
  };
  std::thread other(work);
  work();
  other.join();
  BOOST_TEST(broken == 0);
}

BOOST_AUTO_TEST_CASE(the_scope_ends) {
  BOOST_TEST(!work_pool::is_chosen());
  {
    const PiecewiseWork outer;
    { const PiecewiseWork inner; }
    BOOST_TEST(work_pool::is_chosen());
  }
  BOOST_TEST(!work_pool::is_chosen());
}

// What helpers do once they sleep.
BOOST_AUTO_TEST_CASE(helpers_wake_up_again) {
  const PiecewiseWork pieces;
  const ThreadsScope scope(2);
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    std::atomic<int> at_once = 0;
    parallel_for(2, kMuch, [&](Index begin, Index end) {
      at_once += static_cast<int>(end - begin);
      while (at_once < 2) std::this_thread::yield();
    });
    BOOST_TEST(at_once == 2);
  }
}

BOOST_AUTO_TEST_SUITE_END()

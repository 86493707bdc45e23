#include "tensor/parallel.h"

#include <algorithm>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/check_gradient.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(parallel)

BOOST_AUTO_TEST_CASE(every_item_is_visited_once) {
  for (const int count : {1, 2, 3, 8}) {
    const ThreadsScope scope(count);
    BOOST_TEST(threads() == count);
    for (const Index items : {0, 1, 2, 7, 1007}) {
      std::vector<int> visits(static_cast<std::size_t>(items), 0);
      parallel_for(items, 1e6, [&](Index begin, Index end) {
        for (Index i = begin; i < end; ++i) ++visits[static_cast<std::size_t>(i)];
      });
      BOOST_TEST(std::ranges::all_of(visits, [](int n) { return n == 1; }));
    }
  }
}

BOOST_AUTO_TEST_CASE(little_work_stays_on_the_calling_thread) {
  const ThreadsScope scope(4);
  const auto count_parts = [&](Index items, double cost) {
    int calls = 0;
    parallel_for(items, cost, [&](Index, Index) {
#pragma omp atomic
      ++calls;
    });
    return calls;
  };
  BOOST_TEST(count_parts(100, 1) == 1);
  BOOST_TEST(count_parts(0, 1) == 0);
  BOOST_TEST(count_parts(1000000, 1) == 4);
  BOOST_TEST(count_parts(2, 1e9) == 2);
}

BOOST_AUTO_TEST_CASE(one_inside_another_does_not_multiply_threads) {
  const ThreadsScope scope(3);
  std::vector<int> visits(300, 0);
  parallel_for(3, 1e6, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i)
      parallel_for(100, 1e6, [&](Index inner_begin, Index inner_end) {
        for (Index k = inner_begin; k < inner_end; ++k)
          ++visits[static_cast<std::size_t>(i * 100 + k)];
      });
  });
  BOOST_TEST(std::ranges::all_of(visits, [](int n) { return n == 1; }));
}

BOOST_AUTO_TEST_CASE(at_least_one_thread_is_needed) {
  BOOST_CHECK_EXCEPTION(set_threads(0), ValueError,
                        mentions("threads: at least 1 is needed, 0 given"));
}

BOOST_AUTO_TEST_SUITE_END()

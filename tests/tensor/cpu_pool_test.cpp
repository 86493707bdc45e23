#include "tensor/cpu_pool.h"

#include <algorithm>
#include <cstdint>
#include <new>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/build.h"

using namespace posegrad;

BOOST_AUTO_TEST_SUITE(cpu_memory)

BOOST_AUTO_TEST_CASE(it_counts_what_is_in_use) {
  const auto before = cpu_pool::stats();
  const cpu_pool::Block a = cpu_pool::acquire(100), b = cpu_pool::acquire(5000000);
  BOOST_TEST(a.capacity >= 100U);
  BOOST_TEST(cpu_pool::stats().live_bytes == before.live_bytes + a.capacity + b.capacity);
  BOOST_TEST(cpu_pool::stats().peak_bytes >= before.live_bytes + a.capacity + b.capacity);
  cpu_pool::release(a);
  cpu_pool::release(b);
  BOOST_TEST(cpu_pool::stats().live_bytes == before.live_bytes);
  cpu_pool::release({});  // as from a block never acquired: no effect
  BOOST_TEST(cpu_pool::stats().live_bytes == before.live_bytes);
}

BOOST_AUTO_TEST_CASE(blocks_are_aligned_and_apart) {
  std::vector<cpu_pool::Block> blocks;
  for (std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{65}, std::size_t{3} << 20})
    blocks.push_back(cpu_pool::acquire(bytes));
  for (const auto& block : blocks) {
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(block.data) % cpu_pool::kAlignment == 0U);
    for (const auto& other : blocks) {
      const auto* const begin = static_cast<std::byte*>(block.data);
      const auto* const at = static_cast<std::byte*>(other.data);
      if (&other != &block) BOOST_TEST((at < begin || at >= begin + block.capacity));
    }
  }
  for (const auto& block : blocks) cpu_pool::release(block);
}

BOOST_AUTO_TEST_SUITE(blocks_that_are_kept, *posegrad::test::without_sanitizers())

BOOST_AUTO_TEST_CASE(a_steady_state_asks_nothing_of_the_system) {
  const auto step = [] {
    std::vector<cpu_pool::Block> blocks;
    for (const std::size_t bytes : {1000U, 70000U, 5000000U, 70000U})
      blocks.push_back(cpu_pool::acquire(bytes));
    for (const auto& block : blocks) cpu_pool::release(block);
  };
  step();
  const auto calls = cpu_pool::stats().system_calls;
  for (int i = 0; i < 10; ++i) step();
  BOOST_TEST(cpu_pool::stats().system_calls == calls);
}

BOOST_AUTO_TEST_CASE(a_much_larger_block_is_not_wasted_on_a_small_request) {
  cpu_pool::trim();
  cpu_pool::release(cpu_pool::acquire(50000000));
  const cpu_pool::Block small = cpu_pool::acquire(1000);
  BOOST_TEST(small.capacity < 2000U);
  cpu_pool::release(small);
}

BOOST_AUTO_TEST_CASE(freed_neighbours_serve_a_larger_request) {
  constexpr std::size_t kMiB = std::size_t{1} << 20;
  cpu_pool::trim();
  std::vector<cpu_pool::Block> blocks;
  for (int i = 0; i < 8; ++i) blocks.push_back(cpu_pool::acquire(10 * kMiB));
  for (const int i : {6, 1, 5, 2, 3, 4}) cpu_pool::release(blocks[static_cast<std::size_t>(i)]);
  const auto calls = cpu_pool::stats().system_calls;
  const cpu_pool::Block large = cpu_pool::acquire(40 * kMiB), rest = cpu_pool::acquire(20 * kMiB);
  BOOST_TEST(cpu_pool::stats().system_calls == calls);
  BOOST_TEST(std::min(large.data, rest.data) == blocks[1].data);
  for (const auto& block : {large, rest, blocks[0], blocks[7]}) cpu_pool::release(block);
}

BOOST_AUTO_TEST_CASE(a_request_that_no_machine_can_meet_is_an_error) {
  BOOST_CHECK_THROW(cpu_pool::acquire(std::size_t{1} << 45), std::bad_alloc);
  BOOST_CHECK_THROW(cpu_pool::acquire(~std::size_t{0}), std::bad_alloc);
}

BOOST_AUTO_TEST_CASE(pages_that_were_given_back_come_again) {
  cpu_pool::trim();
  const cpu_pool::Block first = cpu_pool::acquire(50000000);
  std::fill_n(static_cast<char*>(first.data), first.capacity, 'x');
  cpu_pool::release(first);
  cpu_pool::trim();
  const auto calls = cpu_pool::stats().system_calls;
  const cpu_pool::Block second = cpu_pool::acquire(50000000);
  std::fill_n(static_cast<char*>(second.data), second.capacity, 'y');
  BOOST_TEST(cpu_pool::stats().system_calls > calls);
  cpu_pool::release(second);
}

BOOST_AUTO_TEST_CASE(sizes_that_never_come_back_do_not_pile_up) {
  cpu_pool::trim();
  for (std::size_t i = 1; i < 200; ++i) cpu_pool::release(cpu_pool::acquire(i * 3000000));
  const auto stats = cpu_pool::stats();
  // The bound plus the last block.
  BOOST_TEST(stats.cached_bytes <=
             stats.live_bytes / 2 + (std::size_t{64} << 20) + std::size_t{600} * 1000 * 1000);
  cpu_pool::trim();
  BOOST_TEST(cpu_pool::stats().cached_bytes == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(threads_may_use_it_at_once) {
  const auto before = cpu_pool::stats().live_bytes;
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t)
    threads.emplace_back([&wrong, t] {
      for (std::size_t i = 0; i < 2000; ++i) {
        const cpu_pool::Block block = cpu_pool::acquire(64 + i % 7 * 640);
        auto* const number = static_cast<std::size_t*>(block.data);
        *number = t * 1000000 + i;
        std::this_thread::yield();
        if (*number != t * 1000000 + i) ++wrong[t];
        cpu_pool::release(block);
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const int count : wrong) BOOST_TEST(count == 0);
  BOOST_TEST(cpu_pool::stats().live_bytes == before);
}

BOOST_AUTO_TEST_SUITE_END()

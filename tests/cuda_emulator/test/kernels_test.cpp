#include <cmath>
#include <functional>
#include <numeric>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/cuda_emulator/test/device_helpers.h"
#include "tests/cuda_emulator/test/sample_kernels.h"

namespace posegrad::test {
namespace {

using cuda_emulator::Order;

/// What a child process that runs `deed` says on standard error before it dies; "" if it lives.
std::string last_words(const std::function<void()>& deed) {
  int ends[2];
  BOOST_REQUIRE_EQUAL(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    for (const int caught : {SIGABRT, SIGSEGV, SIGFPE}) signal(caught, SIG_DFL);
    dup2(ends[1], STDERR_FILENO);
    deed();
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0 ? "" : text;
}

void check_mentions(const std::string& text, const std::string& part) {
  BOOST_TEST(text.find(part) != std::string::npos, "'" << part << "' is missing in: " << text);
}

std::vector<float> ramp(std::size_t count) {
  std::vector<float> x(count);
  std::iota(x.begin(), x.end(), 1.0f);
  return x;
}

template <bool kBarrier>
std::vector<double> sums_of_rows(Order order) {
  const InOrder scope(order);
  const OnDevice<float> x(ramp(5 * 1000));
  const OnDevice<double> out(5);
  BOOST_REQUIRE_EQUAL(launch(5, 64, nullptr, row_sums<64, kBarrier>, x.data(), out.data(), 1000),
                      cudaSuccess);
  return out.values();
}

BOOST_AUTO_TEST_SUITE(kernels)

BOOST_AUTO_TEST_CASE(threads_know_where_they_are) {
  const OnDevice<int> out(2 * 3 * 4 * 5 * 6 * 7);
  launch(dim3(2, 3, 4), dim3(5, 6, 7), nullptr, number_threads, out.data());
  const std::vector<int> numbers = out.values();
  for (std::size_t i = 0; i < numbers.size(); ++i)
    BOOST_REQUIRE_EQUAL(numbers[i], static_cast<int>(i));
}

std::vector<int> order_of_threads(Order order) {
  const InOrder scope(order);
  const OnDevice<int> out(12), count(std::vector<int>{0});
  launch(3, 4, nullptr, write_index, out.data(), count.data());
  return out.values();
}

BOOST_AUTO_TEST_CASE(threads_and_blocks_run_in_the_order_set) {
  std::vector<int> wanted(12);
  std::iota(wanted.begin(), wanted.end(), 0);
  BOOST_TEST(order_of_threads(Order::forward) == wanted);
  std::vector<int> shuffled = order_of_threads(Order::shuffled);
  BOOST_TEST(shuffled == order_of_threads(Order::shuffled));  // each time the same
  BOOST_TEST(shuffled != wanted);
  const std::set<int> all(shuffled.begin(), shuffled.end());
  BOOST_TEST(all.size() == 12u);
  std::reverse(wanted.begin(), wanted.end());
  BOOST_TEST(order_of_threads(Order::backward) == wanted);
}

BOOST_AUTO_TEST_CASE(a_tree_in_shared_memory_sums_in_every_order) {
  for (const Order order : kOrders) {
    const std::vector<double> sums = sums_of_rows<true>(order);
    for (std::size_t r = 0; r < sums.size(); ++r)
      BOOST_TEST(sums[r] == 1000.0 * (1000.0 * static_cast<double>(r) + 500.5));
  }
}

BOOST_AUTO_TEST_CASE(a_missing_barrier_shows_in_some_order) {
  const std::vector<double> wanted = sums_of_rows<true>(Order::forward);
  BOOST_TEST(sums_of_rows<false>(Order::forward) != wanted);
  BOOST_TEST(sums_of_rows<false>(Order::shuffled) != wanted);
  // A thread takes from threads to its right, which then are ready: this order hides the bug.
  BOOST_TEST(sums_of_rows<false>(Order::backward) == wanted);
}

BOOST_AUTO_TEST_CASE(another_missing_barrier_shows_in_other_orders) {
  const std::vector<float> x = ramp(64);
  const OnDevice<float> in(x), out(64);
  std::vector<float> wanted = x;
  std::rotate(wanted.begin(), wanted.begin() + 1, wanted.end());
  const auto errors = [&](Order order) {
    const InOrder scope(order);
    launch(1, 64, nullptr, take_from_right, in.data(), out.data());
    const std::vector<float> found = out.values();
    int wrong = 0;
    for (std::size_t i = 0; i < 63; ++i) wrong += found[i] != wanted[i];
    return wrong;
  };
  errors(Order::backward);
  BOOST_TEST(errors(Order::backward) == 0);
  // Shared memory still holds this very row: new values must come, or the error would not show.
  const OnDevice<float> other(std::vector<float>(64, -1.0f));
  launch(1, 64, nullptr, take_from_right, other.data(), out.data());
  BOOST_TEST(errors(Order::forward) == 63);
  launch(1, 64, nullptr, take_from_right, other.data(), out.data());
  BOOST_TEST(errors(Order::shuffled) > 0);
}

BOOST_AUTO_TEST_CASE(tiles_transpose) {
  for (const Order order : kOrders) {
    const InOrder scope(order);
    const OnDevice<float> x(ramp(32 * 32)), y(32 * 32);
    launch(dim3(4, 4), dim3(8, 8), nullptr, transpose<float>, x.data(), y.data(), 32);
    const std::vector<float> found = y.values();
    for (std::size_t i = 0; i < 32; ++i) {
      for (std::size_t j = 0; j < 32; ++j)
        BOOST_REQUIRE_EQUAL(found[i * 32 + j], static_cast<float>(j * 32 + i + 1));
    }
  }
}

template <class T>
void check_shuffles() {
  constexpr std::size_t n = 64;
  std::vector<T> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<T>(i * i);
  const auto sum = [&](std::size_t warp) {
    return std::accumulate(x.begin() + static_cast<long>(warp * 32),
                           x.begin() + static_cast<long>(warp * 32 + 32), T{0});
  };
  for (const Order order : kOrders) {
    const InOrder scope(order);
    const OnDevice<T> in(x), out(6 * n);
    const OnDevice<unsigned> ballot(n);
    launch(1, n, nullptr, shuffles<T>, in.data(), out.data(), ballot.data());
    const std::vector<T> found = out.values();
    const std::vector<unsigned> odd = ballot.values();
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t lane = i % 32, warp = i - lane;
      if (lane == 0) BOOST_TEST(found[i] == sum(i / 32));
      BOOST_TEST(found[n + i] == sum(i / 32));
      BOOST_TEST(found[2 * n + i] == x[warp + 5]);
      BOOST_TEST(found[3 * n + i] == x[lane == 0 ? i : i - 1]);
      BOOST_TEST(found[4 * n + i] == x[i / 8 * 8 + 2]);
      BOOST_TEST(found[5 * n + i] == x[i % 8 < 5 ? i + 3 : i]);
      BOOST_TEST(odd[i] == 0xaaaaaaaau);
    }
  }
}

BOOST_AUTO_TEST_CASE(lanes_exchange_numbers_of_any_type) {
  check_shuffles<float>();
  check_shuffles<double>();
  check_shuffles<int>();
  check_shuffles<unsigned>();
  check_shuffles<long long>();
}

BOOST_AUTO_TEST_CASE(lanes_that_are_not_there_send_nan) {
  const OnDevice<float> x(ramp(20)), out(6 * 20);
  const OnDevice<unsigned> ballot(20);
  launch(1, 20, nullptr, shuffles<float>, x.data(), out.data(), ballot.data());
  BOOST_TEST(std::isnan(out.values()[0]));
  BOOST_TEST(ballot.values()[0] == 0xaaaaau);
}

BOOST_AUTO_TEST_CASE(part_of_a_warp_exchanges_alone) {
  std::vector<int> x(32);
  std::iota(x.begin(), x.end(), 0);
  for (const Order order : kOrders) {
    const InOrder scope(order);
    const OnDevice<int> in(x), out(32);
    launch(1, 32, nullptr, half_warp, in.data(), out.data());
    const std::vector<int> found = out.values();
    for (int i = 0; i < 32; ++i)
      BOOST_TEST(found[static_cast<std::size_t>(i)] == (i < 16 ? 15 - i : i));
  }
}

BOOST_AUTO_TEST_CASE(structures_and_vectors_arrive) {
  const OnDevice<float> x(ramp(40));
  launch(1, 4, nullptr, scale, reinterpret_cast<float4*>(x.data()), Pair{2.0f, 10});
  BOOST_TEST(x.values()[39] == 80.0f);
}

BOOST_AUTO_TEST_CASE(intrinsics_compute) {
  const OnDevice<unsigned> out(8);
  launch(1, 1, nullptr, intrinsics, out.data());
  const float product = std::fma(1.0f + 1e-7f, 1.0f + 1e-7f, -1.0f);
  const std::vector<unsigned> wanted{3,
                                     0x3f800000u,
                                     std::bit_cast<unsigned>(2.5f),
                                     std::bit_cast<unsigned>(product),
                                     7,
                                     0x40000000u,
                                     4 + 4 + 31 + 32,
                                     0x3f800000u};
  BOOST_TEST(out.values() == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(barriers_that_can_never_open_are_told) {
  const OnDevice<int> out(64);
  const auto run = [&](unsigned threads, auto kernel, auto argument) {
    return last_words([&] {
      launch(2, threads, nullptr, kernel, argument);
      cudaDeviceSynchronize();
    });
  };
  check_mentions(run(64, barrier_after_return, 63),
                 "deadlock in blockIdx (0, 0, 0): threadIdx (0, 0, 0) waits at __syncthreads, but "
                 "threadIdx (63, 0, 0) has returned\n");
  BOOST_TEST(run(64, barrier_after_return, 64) == "");
  check_mentions(run(32, barrier_against_shuffle, out.data()),
                 "threadIdx (0, 0, 0) waits at __syncthreads, but threadIdx (7, 0, 0) waits at "
                 "__shfl_sync with mask 0xffffffff\n");
  check_mentions(run(32, two_ways, out.data()),
                 "threadIdx (0, 0, 0) waits at __shfl_xor_sync with mask 0xffffffff, but threadIdx "
                 "(16, 0, 0) waits at __shfl_down_sync with mask 0xffffffff\n");
  check_mentions(
      run(32, two_masks, out.data()),
      "threadIdx (0, 0, 0) waits at __shfl_sync with mask 0x1ffff, but threadIdx (16, 0, "
      "0) waits at __shfl_sync with mask 0xffffffff\n");
  check_mentions(run(32, shuffle_outside_of_mask, out.data()),
                 "threadIdx (1, 0, 0): a warp operation whose mask 0x1 leaves out the calling lane "
                 "1\n");
}

#if defined(__SANITIZE_ADDRESS__)
BOOST_AUTO_TEST_CASE(the_sanitizer_sees_accesses_outside_of_an_allocation) {
  const OnDevice<float> x(ramp(100));
  check_mentions(last_words([&] {
                   launch(1, 128, nullptr, add, x.data(), 1.0f, 101);
                   cudaDeviceSynchronize();
                 }),
                 "heap-buffer-overflow");
}
#endif

BOOST_AUTO_TEST_CASE(launches_have_the_limits_of_a_gpu) {
  const OnDevice<float> x(ramp(1));
  const auto outcome = [&](dim3 grid, dim3 block) {
    return launch(grid, block, nullptr, add, x.data(), 0.0f, 0);
  };
  BOOST_TEST(outcome(1, 1024) == cudaSuccess);
  BOOST_TEST(outcome(1, dim3(1, 1, 64)) == cudaSuccess);
  BOOST_TEST(outcome(dim3(1, 65535, 1), 1) == cudaSuccess);
  for (const auto& [grid, block] : std::vector<std::pair<dim3, dim3>>{{0, 1},
                                                                      {1, 0},
                                                                      {1, 1025},
                                                                      {1, dim3(32, 33)},
                                                                      {1, dim3(1, 1, 65)},
                                                                      {dim3(1, 65536), 1},
                                                                      {dim3(1, 1, 65536), 1},
                                                                      {0x80000000u, 1}})
    BOOST_TEST(outcome(grid, block) == cudaErrorInvalidConfiguration);
  BOOST_TEST(cudaGetLastError() == cudaErrorInvalidConfiguration);
  BOOST_TEST(cudaGetLastError() == cudaSuccess);

  cudaLaunchConfig_t config{};
  config.gridDim = config.blockDim = 1;
  config.dynamicSmemBytes = 16;
  BOOST_TEST(cudaLaunchKernelEx(&config, add, x.data(), 0.0f, 0) == cudaErrorInvalidValue);
  config.dynamicSmemBytes = 0;
  BOOST_TEST(cudaLaunchKernelEx(&config, static_cast<void (*)()>(nullptr)) ==
             cudaErrorInvalidDeviceFunction);
  cudaGetLastError();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test

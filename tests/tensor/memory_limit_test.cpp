#include "tensor/memory_limit.h"

#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tensor/tensor.h"

using namespace posegrad;

BOOST_AUTO_TEST_SUITE(memory_limit)

BOOST_AUTO_TEST_CASE(what_is_held_is_counted_and_what_goes_is_not) {
  const MemoryLimit limit(1 << 20);
  for (int i = 0; i < 100; ++i)
    std::vector<char>(500'000).swap(*std::make_unique<std::vector<char>>());
  const std::vector<char> first(600'000);
  BOOST_CHECK_THROW(std::vector<char>(600'000), MemoryLimitReached);
  MemoryLimit::raise(200'000);
  BOOST_CHECK_NO_THROW(std::vector<char>(600'000));
}

BOOST_AUTO_TEST_CASE(many_small_ones_count_as_what_they_take) {
  const MemoryLimit limit(1 << 20);
  std::vector<std::unique_ptr<char>> items;
  items.reserve(100'000);
  BOOST_CHECK_THROW(for (int i = 0; i < 100'000; ++i) items.push_back(std::make_unique<char>()),
                    MemoryLimitReached);
  BOOST_TEST(items.size() < 20'000U);
}

BOOST_AUTO_TEST_CASE(what_may_not_throw_counts) {
  const MemoryLimit limit(1 << 20);
  void* const first = operator new(600'000, std::nothrow);
  BOOST_TEST(first != nullptr);
  BOOST_TEST(operator new(600'000, std::nothrow) == nullptr);
  operator delete(first);
}

BOOST_AUTO_TEST_CASE(arrays_count) {
  const MemoryLimit limit(1 << 20);
  BOOST_CHECK_THROW(std::make_unique<char[]>(2 << 20), MemoryLimitReached);
  BOOST_CHECK_NO_THROW(std::make_unique<char[]>(500'000));
  BOOST_CHECK_NO_THROW(std::make_unique<char[]>(900'000));
}

BOOST_AUTO_TEST_CASE(tensors_count) {
  const MemoryLimit limit(10 << 20);
  const Tensor small = Tensor::empty({1000, 1000}, DType::f32);
  BOOST_CHECK_THROW(Tensor::empty({2000, 1000}, DType::f32), MemoryLimitReached);
}

BOOST_AUTO_TEST_CASE(an_outer_one_goes_on_to_count) {
  const MemoryLimit outer(1 << 20);
  {
    const MemoryLimit inner(100 << 20);
    BOOST_CHECK_THROW(std::string(2 << 20, 'x'), MemoryLimitReached);
  }
  BOOST_CHECK_THROW(std::string(2 << 20, 'x'), MemoryLimitReached);
}

BOOST_AUTO_TEST_CASE(without_one_and_in_other_threads_nothing_is_bounded) {
  BOOST_TEST(MemoryLimit::most() == 0U);
  MemoryLimit::raise(100);
  BOOST_TEST(MemoryLimit::most() == 0U);
  const MemoryLimit limit(1 << 20);
  std::thread([] { BOOST_CHECK_NO_THROW(std::string(2 << 20, 'x')); }).join();
}

BOOST_AUTO_TEST_SUITE_END()

#pragma once
#include <cstring>
#include <functional>

#include <boost/test/unit_test.hpp>

#include "tensor/parallel.h"
#include "tensor/tensor.h"
#include "tensor/work_pool.h"

namespace posegrad::test {

/// Sets the number of threads and restores it at the end of the scope.
class ThreadsScope {
 public:
  explicit ThreadsScope(int count) : before_(threads()) { set_threads(count); }
  ~ThreadsScope() { set_threads(before_); }
  ThreadsScope(const ThreadsScope&) = delete;
  ThreadsScope& operator=(const ThreadsScope&) = delete;

 private:
  int before_;
};

/// Requires f to give the same bits with 1, 2, 3 and 7 threads, and where its loops are shared out
/// piece by piece.
inline void check_same_for_any_threads(const std::function<Tensor()>& f) {
  Tensor first;
  for (const int count : {1, 2, 3, 7}) {
    const ThreadsScope scope(count);
    const Tensor result = f();
    if (!first.defined()) first = result;
    BOOST_TEST(std::memcmp(first.bytes(), result.bytes(), result.nbytes()) == 0,
               "with " << count << " threads");
    const PiecewiseWork pieces;
    BOOST_TEST(std::memcmp(first.bytes(), f().bytes(), first.nbytes()) == 0,
               "with " << count << " threads, piece by piece");
  }
}

}  // namespace posegrad::test

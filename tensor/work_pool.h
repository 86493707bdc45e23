#pragma once
#include "tensor/dtype.h"

namespace posegrad {

/// Loops of parallel_for on this thread, for as long as it lives, are shared out piece by piece among
/// threads of their own instead of in one part for each of OpenMP's: who has time takes the next piece,
/// and a thread that the system gave to another program is waited for only if it has begun one. For
/// work of many short loops beside a program that computes, such as a decoder. No bit depends on it.
/// Products of blas::gemm stay with OpenMP.
class PiecewiseWork {
 public:
  PiecewiseWork();
  ~PiecewiseWork();
  PiecewiseWork(const PiecewiseWork&) = delete;
  PiecewiseWork& operator=(const PiecewiseWork&) = delete;

 private:
  bool before_;
};

namespace work_pool {

/// A loop's body, and where it goes on.
struct Loop {
  void (*call)(const void* body, Index begin, Index end) = nullptr;
  const void* body = nullptr;
  Index count = 0;
  Index least = 1;  // items of a piece, but for the last
};

/// Whether loops of this thread go there.
bool is_chosen() noexcept;
/// Whether this thread works on a loop's piece: what begins inside stays on it.
bool is_inside() noexcept;
/// Calls the body for pieces of [0, count) on this thread and up to `threads` - 1 others, and returns
/// when all is done. Loops of other threads that come meanwhile are not shared out.
void run(const Loop& loop, int threads);

}  // namespace work_pool
}  // namespace posegrad

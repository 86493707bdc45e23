#pragma once
#include <algorithm>

#include <omp.h>

#include "tensor/dtype.h"
#include "tensor/work_pool.h"

namespace posegrad {

/// Number of threads that kernels and matrix products are divided for. The bits of a product depend on
/// it. Throws ValueError below 1.
void set_threads(int threads);
int threads();
/// How many of them work, from now on and for what this thread does: no bit depends on it.
void use_threads(int count);
int working_threads();

/// Calls body(begin, end) for consecutive parts of [0, count), one part a thread, in parallel when
/// count * cost_per_item (about nanoseconds) is worth waking threads; with PiecewiseWork for more and
/// smaller parts, of at least so many items. The parts never change what an item's result is, so results
/// do not depend on the number of threads. body must not throw.
template <class Body>
void parallel_for(Index count, double cost_per_item, const Body& body, Index least = 1) {
  constexpr double kWorthAThread = 10000;  // ns
  const auto useful =
      static_cast<Index>(static_cast<double>(count) * cost_per_item / kWorthAThread);
  const Index parts = std::min<Index>({omp_get_max_threads(), count, useful + 1});
  if (parts <= 1 || omp_in_parallel() || work_pool::is_inside()) {
    if (count > 0) body(Index{0}, count);
    return;
  }
  if (work_pool::is_chosen()) {
    const auto call = [](const void* of, Index begin, Index end) {
      (*static_cast<const Body*>(of))(begin, end);
    };
    work_pool::run({call, &body, count, std::max(least, count / (useful + 1))},
                   static_cast<int>(parts));
    return;
  }
#pragma omp parallel for num_threads(static_cast <int>(parts)) schedule(static, 1)
  for (Index part = 0; part < parts; ++part) body(part * count / parts, (part + 1) * count / parts);
}

}  // namespace posegrad

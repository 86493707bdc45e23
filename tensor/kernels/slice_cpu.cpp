#include <cstring>

#include "tensor/compiler.h"
#include "tensor/kernels/axis_view.h"
#include "tensor/kernels/slice.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

template <class T>
POSEGRAD_HOT void add_row(const T* __restrict from, Index count, T* __restrict to) {
  for (Index c = 0; c < count; ++c) to[c] += from[c];
}

}  // namespace

// Moves bytes: `inner` neighbours at once, or with step 1 all positions of a sample.
void Slice::cpu() const {
  const AxisView from(x.shape(), axis), to(y.shape(), axis);
  const std::size_t item = size_of(x.dtype());
  const Index run = range.step == 1 ? to.size : 1, runs = run == 0 ? 0 : to.size / run;
  const std::size_t bytes = static_cast<std::size_t>(run * to.inner) * item;
  if (bytes == 0) return;
  parallel_for(to.outer * runs, 0.1 * static_cast<double>(bytes) + 2, [&](Index begin, Index end) {
    for (Index r = begin; r < end; ++r) {
      const Index o = r / runs, i = r % runs * run;
      std::memcpy(
          y.bytes() + static_cast<std::size_t>(to.element(o, i, 0)) * item,
          x.bytes() +
              static_cast<std::size_t>(from.element(o, range.start + i * range.step, 0)) * item,
          bytes);
    }
  });
}

void SliceGrad::cpu() const {
  const AxisView from(dy.shape(), axis), to(dx.shape(), axis);
  const std::size_t item = size_of(dx.dtype()), row = static_cast<std::size_t>(to.inner) * item;
  if (dx.nbytes() == 0) return;
  parallel_for(to.outer * to.size, 0.1 * static_cast<double>(row) + 2, [&](Index begin, Index end) {
    for (Index r = begin; r < end; ++r) {
      const Index o = r / to.size, offset = r % to.size - range.start;
      std::byte* const target = dx.bytes() + static_cast<std::size_t>(r) * row;
      if (offset < 0 || offset % range.step != 0 || offset / range.step >= from.size)
        std::memset(target, 0, row);
      else
        std::memcpy(
            target,
            dy.bytes() + static_cast<std::size_t>(o * from.size + offset / range.step) * row, row);
    }
  });
}

void SliceAddInto::cpu() const {
  visit_float(info.name, sum.dtype(), [&]<class T>() {
    const AxisView from(dy.shape(), axis), to(sum.shape(), axis);
    const double cost = 0.2 * static_cast<double>(from.inner) + 2;
    parallel_for(from.outer * from.size, cost, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r) {
        const Index o = r / from.size, i = r % from.size;
        add_row(dy.data<T>() + r * from.inner, from.inner,
                sum.data<T>() + to.element(o, range.start + i * range.step, 0));
      }
    });
  });
}

void Concat::cpu() const {
  const AxisView view(y.shape(), axis);
  if (y.nbytes() == 0) return;
  const std::size_t row = static_cast<std::size_t>(view.inner) * size_of(y.dtype());
  const std::size_t from_a = static_cast<std::size_t>(a.dim(axis)) * row;
  const std::size_t from_b = static_cast<std::size_t>(b.dim(axis)) * row;
  parallel_for(
      view.outer, 0.1 * static_cast<double>(from_a + from_b) + 2, [&](Index begin, Index end) {
        for (auto o = static_cast<std::size_t>(begin); o < static_cast<std::size_t>(end); ++o) {
          std::byte* const target = y.bytes() + o * (from_a + from_b);
          std::memcpy(target, a.bytes() + o * from_a, from_a);
          std::memcpy(target + from_a, b.bytes() + o * from_b, from_b);
        }
      });
}

}  // namespace posegrad::kernels

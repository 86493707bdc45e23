#pragma once
#include "tensor/hot.h"
#include "tensor/parallel.h"
#include "tensor/tensor.h"

// Loops over the elements of tensors of one shape, for the _cpu.cpp files that need them.
namespace posegrad::kernels {
namespace {

template <class T, class F>
POSEGRAD_HOT void map_range(Index begin, Index end, const T* __restrict x, T* __restrict y, F f) {
  for (Index e = begin; e < end; ++e) y[e] = f(x[e]);
}

template <class T, class F>
POSEGRAD_HOT void map_range(Index begin, Index end, const T* __restrict a, const T* __restrict b,
                            T* __restrict y, F f) {
  for (Index e = begin; e < end; ++e) y[e] = f(a[e], b[e]);
}

/// y[e] = f(x[e])
template <class T, class F>
void map(const Tensor& x, const Tensor& y, F f) {
  parallel_for(y.numel(), 0.3,
               [&](Index begin, Index end) { map_range(begin, end, x.data<T>(), y.data<T>(), f); });
}

/// y[e] = f(a[e], b[e])
template <class T, class F>
void map(const Tensor& a, const Tensor& b, const Tensor& y, F f) {
  parallel_for(y.numel(), 0.3, [&](Index begin, Index end) {
    map_range(begin, end, a.data<T>(), b.data<T>(), y.data<T>(), f);
  });
}

}  // namespace
}  // namespace posegrad::kernels

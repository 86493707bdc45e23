// Filling and converting, for tensors of any number type.
#include "tensor/cuda/launch.h"
#include "tensor/device.h"

namespace posegrad::cuda {
namespace {

template <class T>
__global__ void fill_kernel(Index count, T value, T* y) {
  for (Index e = first_item(); e < count; e += item_step()) y[e] = value;
}

template <int N, class From, class To>
__global__ void convert_kernel(Index packs, const Pack<From, N>* __restrict__ x,
                               Pack<To, N>* __restrict__ y) {
  for (Index p = first_item(); p < packs; p += item_step()) {
    const Pack<From, N> in = x[p];
    Pack<To, N> out;
#pragma unroll
    for (int i = 0; i < N; ++i) out.item[i] = static_cast<To>(in.item[i]);
    y[p] = out;
  }
}

}  // namespace

void fill(void* data, DType dtype, Index count, double value) {
  visit_any(dtype, [&]<class T>() {
    launch(blocks_for(count), kThreads, fill_kernel<T>, count, static_cast<T>(value),
           static_cast<T*>(data));
  });
}

void convert(const void* from, DType from_type, void* to, DType to_type, Index count) {
  visit_any(from_type, [&]<class From>() {
    visit_any(to_type, [&]<class To>() {
      constexpr int N = std::max(kPack<From>, kPack<To>);
      const auto* const x = static_cast<const From*>(from);
      auto* const y = static_cast<To*>(to);
      const auto run = [&]<int n>() {
        launch(blocks_for(count / n), kThreads, convert_kernel<n, From, To>, count / n,
               reinterpret_cast<const Pack<From, n>*>(x), reinterpret_cast<Pack<To, n>*>(y));
      };
      if (is_packed<N>(count, x) && is_packed<N>(count, y))
        run.template operator()<N>();
      else
        run.template operator()<1>();
    });
  });
}

}  // namespace posegrad::cuda

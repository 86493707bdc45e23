// Filling and converting, for tensors of any number type.
#include "tensor/cuda/device.h"
#include "tensor/cuda/launch.h"

namespace posegrad::cuda {
namespace {

template <class T>
__global__ void fill_kernel(Index count, T value, T* y) {
  for (Index e = first_item(); e < count; e += item_step()) y[e] = value;
}

template <class From, class To>
__global__ void convert_kernel(Index count, const From* x, To* y) {
  for (Index e = first_item(); e < count; e += item_step()) {
    if constexpr (std::is_same_v<From, To>)
      y[e] = x[e];
    else if constexpr (std::is_same_v<From, BFloat16>)
      y[e] = static_cast<To>(static_cast<float>(x[e]));
    else
      y[e] = static_cast<To>(x[e]);
  }
}

template <class Body>
void visit_any(DType dtype, Body&& body) {
  if (dtype == DType::i64) return body.template operator()<Index>();
  visit_number("tensor", dtype, body);
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
      launch(blocks_for(count), kThreads, convert_kernel<From, To>, count,
             static_cast<const From*>(from), static_cast<To*>(to));
    });
  });
}

}  // namespace posegrad::cuda

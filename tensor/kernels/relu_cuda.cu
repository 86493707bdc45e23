#include "tensor/kernels/map_cuda.h"
#include "tensor/kernels/relu.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct Positive {
  __device__ Math<T> operator()(Math<T> x) const { return x < 0 ? Math<T>{0} : x; }
};

template <class T>
struct PassWherePositive {
  __device__ Math<T> operator()(Math<T> dy, Math<T> y) const { return y <= 0 ? Math<T>{0} : dy; }
};

}  // namespace

void Relu::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() { map<T>(x, y, Positive<T>{}); });
}

void ReluGrad::cuda() const {
  cuda::visit_number(info.name, dx.dtype(),
                     [&]<class T>() { map<T>(dy, y, dx, PassWherePositive<T>{}); });
}

}  // namespace posegrad::kernels

#include <cmath>

#include "tensor/kernels/map_cuda.h"
#include "tensor/kernels/sqrt.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct Root {
  __device__ Math<T> operator()(Math<T> x) const { return std::sqrt(x); }
};

}  // namespace

void Sqrt::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() { map<T>(x, y, Root<T>{}); });
}

}  // namespace posegrad::kernels

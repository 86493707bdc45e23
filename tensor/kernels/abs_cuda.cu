#include <cmath>

#include "tensor/kernels/abs.h"
#include "tensor/kernels/map_cuda.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct Magnitude {
  __device__ Math<T> operator()(Math<T> x) const { return std::abs(x); }
};

template <class T>
struct TimesSign {
  __device__ Math<T> operator()(Math<T> dy, Math<T> x) const {
    return x > 0 ? dy : x < 0 ? -dy : Math<T>{0};
  }
};

}  // namespace

void Abs::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() { map<T>(x, y, Magnitude<T>{}); });
}

void AbsGrad::cuda() const {
  cuda::visit_number(info.name, dx.dtype(), [&]<class T>() { map<T>(dy, x, dx, TimesSign<T>{}); });
}

}  // namespace posegrad::kernels

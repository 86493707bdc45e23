#include "tensor/kernels/clamp.h"
#include "tensor/kernels/map_cuda.h"

namespace posegrad::kernels {
namespace {

// Comparisons with a NaN are false: it stays.
template <class T>
struct Between {
  Math<T> low, high;
  __device__ Math<T> operator()(Math<T> x) const { return x < low ? low : x > high ? high : x; }
};

template <class T>
struct PassBetween {
  Math<T> low, high;
  __device__ Math<T> operator()(Math<T> dy, Math<T> x) const {
    return x < low || x > high ? Math<T>{0} : dy;
  }
};

// A bound as a number of the tensor.
template <class T>
Math<T> rounded(double bound) {
  return static_cast<Math<T>>(static_cast<T>(bound));
}

}  // namespace

void Clamp::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() {
    map<T>(x, y, Between<T>{rounded<T>(low), rounded<T>(high)});
  });
}

void ClampGrad::cuda() const {
  cuda::visit_number(info.name, dx.dtype(), [&]<class T>() {
    map<T>(dy, x, dx, PassBetween<T>{rounded<T>(low), rounded<T>(high)});
  });
}

}  // namespace posegrad::kernels

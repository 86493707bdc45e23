#include "tensor/kernels/affine.h"
#include "tensor/kernels/map_cuda.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct Line {
  Math<T> scale, shift;
  __device__ Math<T> operator()(Math<T> x) const { return scale * x + shift; }
};

}  // namespace

void Affine::cuda() const {
  cuda::visit_number(info.name, y.dtype(), [&]<class T>() {
    map<T>(x, y, Line<T>{static_cast<Math<T>>(scale), static_cast<Math<T>>(shift)});
  });
}

}  // namespace posegrad::kernels

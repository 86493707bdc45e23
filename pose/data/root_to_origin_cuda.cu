#include "pose/data/root_to_origin.h"
#include "tensor/cuda/launch.h"

namespace posegrad::pose {
namespace {

// Neighbouring threads take neighbouring numbers of the frames, which have `frame` of them.
template <class T>
__global__ void root_to_origin_kernel(Index numbers, Index frame, const T* x, T* y) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step())
    y[e] = e % frame < 3 ? T{0} : x[e];
}

}  // namespace

void RootToOrigin::cuda() const {
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(y.numel()), cuda::kThreads, root_to_origin_kernel<T>, y.numel(),
                 3 * y.dim(-2), static_cast<const T*>(x.data<T>()), y.data<T>());
  });
}

}  // namespace posegrad::pose

#include "pose/data/root_to_origin.h"

namespace posegrad::pose {

void RootToOrigin::cpu() const {
  if (x.bytes() != y.bytes()) y.copy_from(x);
  const Index frame = 3 * y.dim(-2);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    T* const numbers = y.data<T>();
    for (Index at = 0; at < y.numel(); at += frame)
      numbers[at] = numbers[at + 1] = numbers[at + 2] = 0;
  });
}

}  // namespace posegrad::pose

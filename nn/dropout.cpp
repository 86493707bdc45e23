#include "nn/dropout.h"

#include "autograd/ops/dropout.h"
#include "tensor/error.h"

namespace posegrad::nn {

Variable Dropout::forward(const Variable& x, const Pass& pass) const {
  if (pass.mode == Mode::evaluation || p_ == 0) return x;
  if (pass.random == nullptr) throw ValueError("dropout: training needs a random stream");
  return dropout(x, p_, pass.random->next(), pass.random->offset);
}

}  // namespace posegrad::nn

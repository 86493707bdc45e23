#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

Variable reshape(const Variable& x, const Shape& shape) {
  return record(
      "reshape", x.value().reshape(shape), {x},
      [from = x.shape()](const Tensor& dy, const Wants&) -> Grads { return {dy.reshape(from)}; });
}

namespace {

const GradcheckCases kReshape{
    "reshape",
    {{"to one axis more", "x (2, 6)",
      [](auto& in) {
        return reshape(in[0], Shape{2, 3, 2});
      }},
     {"to one axis", "x (2, 3, 4)", [](auto& in) { return reshape(in[0], Shape{24}); }}}};

}  // namespace

}  // namespace posegrad

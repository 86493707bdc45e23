#include "tensor/kernels/checks.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::kernels {

void require_defined(std::string_view op, std::string_view name, const Tensor& tensor) {
  if (!tensor.defined()) throw ShapeError(fmt::format("{}: '{}' is empty", op, name));
}

void require_alike(std::string_view op, std::string_view name_a, const Tensor& a,
                   std::string_view name_b, const Tensor& b) {
  require_defined(op, name_a, a);
  require_defined(op, name_b, b);
  if (!(a.shape() == b.shape()))
    throw ShapeError(fmt::format("{}: '{}' has shape {}, but '{}' has {}", op, name_b,
                                 b.shape().to_string(), name_a, a.shape().to_string()));
  if (a.dtype() != b.dtype())
    throw DTypeError(fmt::format("{}: '{}' holds {}, but '{}' holds {}", op, name_b,
                                 name_of(b.dtype()), name_a, name_of(a.dtype())));
}

}  // namespace posegrad::kernels

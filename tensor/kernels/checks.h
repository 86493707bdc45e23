#pragma once
#include <string_view>

#include "tensor/tensor.h"

namespace posegrad::kernels {

/// Throws ShapeError "op: 'x' is empty" for a tensor without numbers behind it.
void require_defined(std::string_view op, std::string_view name, const Tensor& tensor);
/// Throws ShapeError or DTypeError, naming both, unless b is like a in shape and number type.
void require_alike(std::string_view op, std::string_view name_a, const Tensor& a,
                   std::string_view name_b, const Tensor& b);

}  // namespace posegrad::kernels

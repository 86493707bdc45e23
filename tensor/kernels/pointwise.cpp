#include "tensor/kernels/pointwise.h"

#include <fmt/format.h>

namespace posegrad::kernels {

void require_bounds(std::string_view op, double low, double high) {
  if (!(low <= high)) throw ValueError(fmt::format("{}: low {} is above high {}", op, low, high));
}

double rounded(double number, DType dtype) {
  if (dtype == DType::bf16) return static_cast<double>(BFloat16(number));
  return dtype == DType::f32 ? static_cast<float>(number) : number;
}

Tensor clamp(const Tensor& x, double low, double high) {
  require_bounds("clamp", low, high);
  return result_of(Clamp{{x}, low, high});
}

Tensor clamp_grad(const Tensor& dy, const Tensor& x, double low, double high) {
  require_bounds("clamp", low, high);
  return result_of(ClampGrad{{dy, x}, low, high});
}

Tensor cast(const Tensor& x, DType dtype) {
  Cast op{x};
  const Dims dims(op);
  const auto is_float = [](DType type) { return type != DType::i64 && type != DType::u8; };
  if (!is_float(x.dtype()) || !is_float(dtype))
    throw DTypeError(fmt::format("cast: from {} to {}; it works on f32, f64 and bf16",
                                 name_of(x.dtype()), name_of(dtype)));
  if (x.dtype() == dtype) return x;
  op.y = Tensor::empty(x.shape(), dtype, x.device());
  return result_of(op, dims);
}

}  // namespace posegrad::kernels

#include "tensor/dims.h"

#include <span>

#include <fmt/ranges.h>

namespace posegrad {
namespace {

bool is_bf16_or_f32(DType dtype) { return dtype == DType::f32 || dtype == DType::bf16; }

}  // namespace

void Dims::check(std::string_view argument, const Tensor& tensor, const std::string_view* names,
                 std::size_t count) {
  const std::span expected(names, count);
  const auto mismatch = [&](const std::string& detail) {
    fail(fmt::format("'{}' has shape {}; expected ({}{}){}", argument, tensor.shape().to_string(),
                     fmt::join(expected, ", "), count == 1 ? "," : "", detail));
  };
  if (!tensor.defined()) fail(fmt::format("'{}' is empty", argument));
  if (first_argument_.empty()) {
    first_argument_ = argument;
    dtype_ = tensor.dtype();
  } else if (is_bf16_or_f32(tensor.dtype()) && is_bf16_or_f32(dtype_)) {
    // bfloat16 is how some of an op's floats are stored.
  } else if (tensor.dtype() != dtype_) {
    throw DTypeError(fmt::format("{}: '{}' holds {}, but '{}' holds {}", op_, argument,
                                 name_of(tensor.dtype()), first_argument_, name_of(dtype_)));
  }
  if (tensor.rank() != static_cast<int>(count)) mismatch("");
  for (std::size_t axis = 0; axis < count; ++axis) {
    const Index size = tensor.shape()[static_cast<int>(axis)];
    bool known = false;
    for (std::size_t i = 0; i < bound_count_; ++i) {
      if (bound_[i].name != expected[axis]) continue;
      known = true;
      if (bound_[i].size != size)
        mismatch(fmt::format(" with {} = {}, fixed by '{}' {}", bound_[i].name, bound_[i].size,
                             bound_[i].argument, bound_[i].shape.to_string()));
    }
    if (!known && bound_count_ < bound_.size())
      bound_[bound_count_++] = {expected[axis], size, argument, tensor.shape()};
  }
}

void Dims::fail(const std::string& message) const {
  throw ShapeError(fmt::format("{}: {}", op_, message));
}

}  // namespace posegrad

#pragma once
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "tensor/error.h"
#include "tensor/tensor.h"

namespace posegrad {

/// Contract of an op's arguments: axes have names, and a name that comes again must have the same
/// size.
///   Dims dims("conv1d");
///   const auto [N, L, C_in] = dims.bind("x", x, "N", "L", "C_in");
///   const auto [C_out, K, C] = dims.bind("w", w, "C_out", "K", "C_in");   // C_in must repeat x's
/// Throws ShapeError like
///   conv1d: 'w' has shape (64, 3, 34); expected (C_out, K, C_in) with C_in = 33, fixed by 'x' (8,
///   243, 33)
/// and DTypeError when an argument has another number type than the first.
class Dims {
 public:
  explicit Dims(std::string_view op) : op_(op) {}

  template <class... Names>
  std::array<Index, sizeof...(Names)> bind(std::string_view argument, const Tensor& tensor,
                                           Names... names) {
    const std::array<std::string_view, sizeof...(Names)> list{names...};
    check(argument, tensor, list.data(), list.size());
    std::array<Index, sizeof...(Names)> sizes{};
    for (std::size_t axis = 0; axis < sizes.size(); ++axis)
      sizes[axis] = tensor.shape()[static_cast<int>(axis)];
    return sizes;
  }

  /// Throws ShapeError "op: message" unless the condition holds.
  template <class... Args>
  void require(bool condition, fmt::format_string<Args...> format, Args&&... args) const {
    if (!condition) fail(fmt::format(format, std::forward<Args>(args)...));
  }

 private:
  struct Bound {
    std::string_view name;
    Index size;
    std::string_view argument;
    Shape shape;
  };

  void check(std::string_view argument, const Tensor& tensor, const std::string_view* names,
             std::size_t count);
  [[noreturn]] void fail(const std::string& message) const;

  std::string_view op_;
  std::array<Bound, 16> bound_{};
  std::size_t bound_count_ = 0;
  std::string_view first_argument_;
  DType dtype_ = DType::f32;
};

}  // namespace posegrad

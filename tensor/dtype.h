#pragma once
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "tensor/error.h"

namespace posegrad {

/// The only type for sizes, counts and positions.
using Index = std::int64_t;

/// The upper half of a float: its range with 8 bits of precision. For storage only, arithmetic is
/// done in float. The bits are those of CUDA's and PyTorch's bfloat16.
struct BFloat16 {
  std::uint16_t bits = 0;

  BFloat16() = default;
  /// To nearest, ties to even.
  constexpr explicit BFloat16(float value) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
    if (!std::is_constant_evaluated()) {  // one instruction; any NaN becomes 0x7FFF
      asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(bits) : "f"(value));
      return;
    }
#endif
    const auto word = std::bit_cast<std::uint32_t>(value);
    const bool is_nan = (word & 0x7FFFFFFF) > 0x7F800000;
    const std::uint32_t rounded = is_nan ? word | 0x400000 : word + 0x7FFF + (word >> 16 & 1);
    bits = static_cast<std::uint16_t>(rounded >> 16);
  }
  constexpr explicit BFloat16(double value) : BFloat16(static_cast<float>(value)) {}
  constexpr explicit BFloat16(std::int64_t value) : BFloat16(static_cast<float>(value)) {}

  constexpr explicit operator float() const {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
  }
  constexpr explicit operator double() const {
    return static_cast<double>(static_cast<float>(*this));
  }
  constexpr explicit operator std::int64_t() const {
    return static_cast<std::int64_t>(static_cast<float>(*this));
  }
};

/// The type in which arithmetic on numbers of type T is done.
template <class T>
using Math = std::conditional_t<std::is_same_v<T, BFloat16>, float, T>;

/// Types of a tensor's numbers: float for work, double for checks, Index for indices, bfloat16 for
/// activations on a GPU.
enum class DType { f32, f64, i64, bf16 };

constexpr std::size_t size_of(DType dtype) {
  return dtype == DType::bf16 ? 2 : dtype == DType::f32 ? 4 : 8;
}
constexpr std::string_view name_of(DType dtype) {
  constexpr std::string_view kNames[] = {"f32", "f64", "i64", "bf16"};
  return kNames[static_cast<int>(dtype)];
}

template <class T>
concept TensorNumber = std::same_as<T, float> || std::same_as<T, double> ||
    std::same_as<T, Index> || std::same_as<T, BFloat16>;

template <TensorNumber T>
constexpr DType dtype_of = std::same_as<T, float>    ? DType::f32
                           : std::same_as<T, double> ? DType::f64
                           : std::same_as<T, Index>  ? DType::i64
                                                     : DType::bf16;

/// Calls body.operator()<float>() or <double>(): how a CPU kernel becomes a template.
/// Throws DTypeError, naming the op, for a type that has no gradient.
template <class Body>
auto visit_float(std::string_view op, DType dtype, Body&& body) {
  if (dtype == DType::f32) return body.template operator()<float>();
  if (dtype == DType::f64) return body.template operator()<double>();
  throw DTypeError(std::string(op) + ": works on f32 and f64, not on " +
                   std::string(name_of(dtype)));
}

/// The same with BFloat16: for kernels on a GPU, and for casts.
template <class Body>
auto visit_number(std::string_view op, DType dtype, Body&& body) {
  if (dtype == DType::bf16) return body.template operator()<BFloat16>();
  return visit_float(op, dtype, body);
}

/// The same for every number type.
template <class Body>
auto visit_any(DType dtype, Body&& body) {
  if (dtype == DType::i64) return body.template operator()<Index>();
  return visit_number("tensor", dtype, body);
}

}  // namespace posegrad

#pragma once
#include <concepts>
#include <cstddef>
#include <string_view>

#include "tensor/bfloat16.h"
#include "tensor/error.h"
#include "tensor/index.h"

namespace posegrad {

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

/// The same for every number type.
template <class Body>
auto visit_any(DType dtype, Body&& body) {
  if (dtype == DType::i64) return body.template operator()<Index>();
  if (dtype == DType::bf16) return body.template operator()<BFloat16>();
  return visit_float("tensor", dtype, body);
}

}  // namespace posegrad

#pragma once
#include <bit>
#include <cstdint>
#include <cstring>

#include "pose/formats/ndarray.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

/// Bit patterns of the two half-precision types; they convert to float exactly.
struct Float16 {
  std::uint16_t bits;
};
struct BFloat16 {
  std::uint16_t bits;
};

/// A bool as files have it: any byte but 0 is true (reading it as a C++ bool would be undefined).
struct ByteBool {
  std::uint8_t byte;
};

constexpr float to_float(BFloat16 value) {
  return std::bit_cast<float>(std::uint32_t{value.bits} << 16);
}

constexpr float to_float(Float16 value) {
  const std::uint32_t sign = std::uint32_t{value.bits & 0x8000u} << 16;
  const std::uint32_t exponent = value.bits >> 10 & 0x1Fu, fraction = value.bits & 0x3FFu;
  if (exponent == 0) {  // subnormal: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 0xFFu : exponent + (127 - 15);
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

/// To nearest, ties to even; infinite from 65520 on, half a step beyond the largest number. NaN
/// stays NaN.
constexpr Float16 to_float16(float value) {
  const auto word = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = word >> 16 & 0x8000u, magnitude = word & 0x7FFFFFFFu;
  const auto with_sign = [&](std::uint32_t bits) {
    return Float16{static_cast<std::uint16_t>(sign | bits)};
  };
  if (magnitude > 0x7F800000u) return with_sign(0x7E00u | (magnitude >> 13 & 0x3FFu));
  if (magnitude >= 0x477FF000u) return with_sign(0x7C00u);
  if (magnitude >= 0x38800000u) {  // 2^-14 and more: the exponent's bias changes by 112
    const std::uint32_t rounded = magnitude + 0xFFFu + (magnitude >> 13 & 1u);
    return with_sign((rounded >> 13) - (112u << 10));
  }
  // Subnormal, a multiple of 2^-24: fraction * 2^(exponent - 150) shifted by 126 - exponent.
  const std::uint32_t exponent = magnitude >> 23, fraction = (magnitude & 0x7FFFFFu) | 0x800000u;
  const std::uint32_t shift = 126u - exponent;
  if (shift > 24u) return with_sign(0);  // below half of the smallest
  const std::uint32_t steps = fraction >> shift, rest = fraction & ((1u << shift) - 1u);
  const std::uint32_t half = 1u << (shift - 1u);
  return with_sign(steps + (rest > half || (rest == half && (steps & 1u) != 0) ? 1u : 0u));
}

/// Item `i` of packed, possibly unaligned items; half types as float, bool as 0 or 1.
template <class Item>
auto load_number(const std::byte* items, std::size_t i) {
  Item item;
  std::memcpy(&item, items + i * sizeof(Item), sizeof(Item));
  if constexpr (requires { to_float(item); }) {
    return to_float(item);
  } else if constexpr (std::same_as<Item, ByteBool>) {
    return static_cast<std::uint8_t>(item.byte != 0);
  } else {
    return item;
  }
}

/// Calls body(Item{}) with the C++ type of a real number type, for load_number<Item>.
template <class Body>
auto visit_numbers(ArrayType type, Body&& body) {
  switch (type) {
    case ArrayType::b1:
      return body(ByteBool{});
    case ArrayType::i1:
      return body(std::int8_t{});
    case ArrayType::i2:
      return body(std::int16_t{});
    case ArrayType::i4:
      return body(std::int32_t{});
    case ArrayType::i8:
      return body(std::int64_t{});
    case ArrayType::u1:
      return body(std::uint8_t{});
    case ArrayType::u2:
      return body(std::uint16_t{});
    case ArrayType::u4:
      return body(std::uint32_t{});
    case ArrayType::u8:
      return body(std::uint64_t{});
    case ArrayType::f2:
      return body(Float16{});
    case ArrayType::bf16:
      return body(BFloat16{});
    case ArrayType::f4:
      return body(float{});
    case ArrayType::f8:
      return body(double{});
    default:
      throw DataError("items that are not real numbers");
  }
}

}  // namespace posegrad::pose::formats

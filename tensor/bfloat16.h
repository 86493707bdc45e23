#pragma once
#include <bit>
#include <cstdint>
#include <type_traits>

namespace posegrad {

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
struct MathOf {
  using type = T;
};
template <>
struct MathOf<BFloat16> {
  using type = float;
};
template <class T>
using Math = typename MathOf<T>::type;

}  // namespace posegrad

#pragma once
#include <optional>
#include <string_view>

namespace posegrad {

/// How matrix products on a GPU treat floats. The CPU always works in fp32.
///   fp32  as the CPU
///   tf32  operands are cut to 11 bits of precision, sums are floats: the tensor cores' float mode
///   bf16  in training, activations and operands are bfloat16; sums, statistics, weights and the
///         optimizer are floats. Evaluation works in tf32.
enum class Precision { fp32, tf32, bf16 };

constexpr std::string_view name_of(Precision precision) {
  constexpr std::string_view kNames[] = {"fp32", "tf32", "bf16"};
  return kNames[static_cast<int>(precision)];
}
/// Nothing for another name.
std::optional<Precision> precision_by_name(std::string_view name);

/// Of the whole process; tf32 at first.
void set_precision(Precision precision) noexcept;
Precision precision() noexcept;

}  // namespace posegrad

#include "tensor/precision.h"

namespace posegrad {
namespace {

Precision of_the_process = Precision::tf32;

}  // namespace

std::optional<Precision> precision_by_name(std::string_view name) {
  for (const Precision precision : {Precision::fp32, Precision::tf32, Precision::bf16})
    if (name == name_of(precision)) return precision;
  return std::nullopt;
}

void set_precision(Precision precision) noexcept { of_the_process = precision; }
Precision precision() noexcept { return of_the_process; }

}  // namespace posegrad

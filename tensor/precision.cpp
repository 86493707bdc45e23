#include "tensor/precision.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad {
namespace {

Precision of_the_process = Precision::tf32;

}  // namespace

Precision precision_by_name(std::string_view name) {
  for (const Precision precision : {Precision::fp32, Precision::tf32, Precision::bf16})
    if (name == name_of(precision)) return precision;
  throw UsageError(fmt::format("--precision {}: expected fp32, tf32 or bf16", name));
}

void set_precision(Precision precision) noexcept { of_the_process = precision; }
Precision precision() noexcept { return of_the_process; }

}  // namespace posegrad

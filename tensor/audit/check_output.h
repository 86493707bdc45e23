#pragma once
#include "tensor/audit/records.h"

namespace posegrad::audit {

/// Computes up to `elements` elements (0: all) of output number `output` again by the op's
/// reference and compares them. `call` has the inputs from before the kernel ran. Which elements
/// depends on `round` and the number of elements alone, so that two runs check the same ones.
OutputCheck check_output(const KernelCall& call, int output, const Tensor& result, Index elements,
                         std::int64_t round);

/// SHA-256 of the numbers as they lie in memory, in hexadecimal.
std::string sha256(const Tensor& tensor);

}  // namespace posegrad::audit

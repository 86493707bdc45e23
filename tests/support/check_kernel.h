#pragma once
#include <cmath>
#include <limits>
#include <type_traits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/dispatch.h"

namespace posegrad::test {

/// Fills a tensor with NaN (integers: the lowest number), so that an element that a kernel forgets
/// is seen.
inline void poison(const Tensor& tensor) {
  if (tensor.dtype() == DType::f32)
    for (float& x : tensor.cpu_span<float>()) x = std::numeric_limits<float>::quiet_NaN();
  else if (tensor.dtype() == DType::f64)
    for (double& x : tensor.cpu_span<double>()) x = std::numeric_limits<double>::quiet_NaN();
  else
    for (Index& x : tensor.cpu_span<Index>()) x = std::numeric_limits<Index>::min();
}

/// Dispatches the op and compares every element of every output with the op's reference, inside the
/// bound that the reference promises. Outputs that no input shares storage with are poisoned first.
template <KernelOp Op>
void check_kernel(const Op& op) {
  const auto call = detail::CallOf<Op>(op)
                        .keep_inputs();  // its inputs stay as they are when the op works in place
  for (const auto output : Op::outputs) {
    bool in_place = false;
    for (const auto input : Op::inputs)
      in_place = in_place || (op.*input).shares_storage(op.*output);
    if (!in_place) poison(op.*output);
  }
  dispatch(op);
  int output_number = 0;
  for (const auto output : Op::outputs) {
    const Tensor& result = op.*output;
    for (Index e = 0; e < result.numel(); ++e) {
      const Reference expected = call->reference(output_number, e);
      // The reference rounds in double as well: twice the bound for a kernel that works in double.
      const double bound = expected.bound(result.dtype()) * (result.dtype() == DType::f64 ? 2 : 1);
      const double error = std::abs(result.at(e) - expected.value);
      if (!(error <= bound || result.at(e) == expected.value))
        BOOST_FAIL(fmt::format("{}: output {}, element {}: {:.17g}, expected {:.17g} within {:.3g}",
                               Op::info.name, output_number, e, result.at(e), expected.value,
                               bound));
    }
    ++output_number;
  }
  BOOST_TEST(true);
}

}  // namespace posegrad::test

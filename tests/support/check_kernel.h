#pragma once
#include <cmath>
#include <limits>
#include <source_location>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/dispatch.h"
#include "tests/support/check_contract.h"

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

/// Holds an op to its contract: its shapes and costs, and then every element of every output to the
/// op's reference, inside the bound that it promises, which OpInfo::roundings may not be below.
/// Outputs that no input shares storage with are poisoned first.
template <KernelOp Op>
void check_kernel(const Op& op, std::source_location where = std::source_location::current()) {
  const auto call = detail::CallOf<Op>(op)
                        .keep_inputs();  // its inputs stay as they are when the op works in place
  remember_checked(Op::info.name, where.file_name());
  const std::vector<double> promised = check_contract(*call);
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
    const double most = promised.at(static_cast<std::size_t>(output_number));
    for (Index e = 0; e < result.numel(); ++e) {
      const Reference expected = call->reference(output_number, e);
      if (!(expected.roundings <= most))
        BOOST_FAIL(fmt::format(
            "{}: output {}, element {}: {:.17g} roundings; the contract's {} "
            "promises at most {:.17g}",
            Op::info.name, output_number, e, expected.roundings, Op::info.roundings, most));
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

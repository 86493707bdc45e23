#pragma once
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <source_location>
#include <string_view>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/dispatch.h"
#include "tests/support/check_contract.h"

namespace posegrad::test {

/// Fills a tensor with NaN (integers: the lowest number), so that an element that a kernel forgets
/// is seen.
inline void poison(const Tensor& tensor) {
  if (tensor.dtype() == DType::i64)
    for (Index& x : tensor.cpu_span<Index>()) x = std::numeric_limits<Index>::min();
  else if (tensor.defined())
    std::memset(tensor.bytes(), 0xFF, tensor.nbytes());
}

/// The device on which check_kernel runs kernels: cuda where POSEGRAD_TEST_DEVICE says so.
inline Device test_device() {
  const char* const name = std::getenv("POSEGRAD_TEST_DEVICE");
  return name != nullptr && std::string_view(name) == "cuda" ? Device::cuda : Device::cpu;
}

/// Holds an op to its contract: its shapes and costs, and then every element of every output to the
/// op's reference, inside the bound that it promises, which OpInfo::roundings may not be below.
/// Outputs that no input shares storage with are poisoned first. The kernel runs on `device`, to
/// which the op's tensors are brought.
template <KernelOp Op>
void check_kernel(const Op& op, std::source_location where = std::source_location::current(),
                  Device device = test_device()) {
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
  Op on_device = op;
  move_tensors(on_device, device);
  dispatch(on_device);
  int output_number = 0;
  for (const auto output : Op::outputs) {
    const Tensor result = (on_device.*output).to(Device::cpu);
    const double most = promised.at(static_cast<std::size_t>(output_number));
    for (Index e = 0; e < result.numel(); ++e) {
      const Reference expected = call->reference(output_number, e);
      if (!(expected.roundings <= most))
        BOOST_FAIL(fmt::format(
            "{}: output {}, element {}: {:.17g} roundings; the contract's {} "
            "promises at most {:.17g}",
            Op::info.name, output_number, e, expected.roundings, Op::info.roundings, most));
      const double bound = error_bound(Op::info, expected, result.dtype(), device);
      const double error = std::abs(result.at(e) - expected.value);
      if (!(error <= bound || result.at(e) == expected.value))
        BOOST_FAIL(fmt::format("{}: output {}, element {}: {:.17g}, expected {:.17g} within {:.3g}",
                               Op::info.name, output_number, e, result.at(e), expected.value,
                               bound));
    }
    ++output_number;
  }
  // What follows in a test finds the results where it expects them.
  if (device != Device::cpu)
    for (const auto output : Op::outputs)
      if ((op.*output).defined()) (op.*output).copy_from(on_device.*output);
  BOOST_TEST(true);
}

}  // namespace posegrad::test

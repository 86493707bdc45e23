#pragma once
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/dispatch.h"
#include "tests/support/check_contract.h"

namespace posegrad::test {

/// Fills a tensor with NaN (integers: the lowest number), so that an element that a kernel forgets
/// is seen.
inline void poison(const Tensor& tensor) {
  if (!tensor.defined()) return;
  if (tensor.device() != Device::cpu) {
    const Tensor numbers = Tensor::empty(tensor.shape(), tensor.dtype());
    poison(numbers);
    tensor.copy_from(numbers);
  } else if (tensor.dtype() == DType::i64) {
    for (Index& x : tensor.cpu_span<Index>()) x = std::numeric_limits<Index>::min();
  } else {
    std::memset(tensor.bytes(), 0xFF, tensor.nbytes());
  }
}

/// The device on which check_kernel runs kernels: cuda where POSEGRAD_TEST_DEVICE says so.
inline Device test_device() {
  const char* const name = std::getenv("POSEGRAD_TEST_DEVICE");
  return name != nullptr && std::string_view(name) == "cuda" ? Device::cuda : Device::cpu;
}

/// While it lives, holds every kernel that is called to its contract: its tensors to the shapes, and
/// every element of every output to the op's reference, inside the bound that it promises, which
/// OpInfo::roundings may not be below. Outputs that no input shares storage with are poisoned first.
class KernelChecker final : public KernelObserver {
 public:
  /// `file` is remembered as one that checks the ops (coverage_test.cpp).
  explicit KernelChecker(std::string_view file) : file_(file), before_(set_kernel_observer(this)) {}
  ~KernelChecker() override { set_kernel_observer(before_); }
  KernelChecker(const KernelChecker&) = delete;
  KernelChecker& operator=(const KernelChecker&) = delete;

  void before(const KernelCall& call) override {
    kept_ = call.keep_inputs();  // they stay as they are when the op works in place
    for (const Tensor& output : call.outputs()) {
      bool in_place = false;
      for (const Tensor& input : call.inputs()) in_place |= input.shares_storage(output);
      if (!in_place) poison(output);
    }
  }

  void after(const KernelCall& call, double) override {
    ++calls_;
    const OpInfo& info = call.info();
    remember_checked(info.name, file_);
    const std::vector<double> promised = promised_roundings(call);
    int number = 0;
    for (const Tensor& output : call.outputs()) {
      check_output(info, output, number, promised.at(static_cast<std::size_t>(number)));
      ++number;
    }
  }

  int calls() const { return calls_; }

 private:
  void check_output(const OpInfo& info, const Tensor& output, int number, double most) const {
    const Tensor result = output.to(Device::cpu);
    for (Index e = 0; e < result.numel(); ++e) {
      const Reference expected = kept_->reference(number, e);
      if (!(expected.roundings <= most))
        BOOST_FAIL(
            fmt::format("{}: output {}, element {}: {:.17g} roundings; the contract's {} "
                        "promises at most {:.17g}",
                        info.name, number, e, expected.roundings, info.roundings, most));
      const double bound = error_bound(info, expected, result.dtype(), output.device());
      const double error = std::abs(result.at(e) - expected.value);
      const bool both_nan = std::isnan(result.at(e)) && std::isnan(expected.value);
      if (!(error <= bound || result.at(e) == expected.value || both_nan))
        BOOST_FAIL(fmt::format("{}: output {}, element {}: {:.17g}, expected {:.17g} within {:.3g}",
                               info.name, number, e, result.at(e), expected.value, bound));
    }
  }

  std::string_view file_;
  KernelObserver* before_;
  std::unique_ptr<KernelCall> kept_;
  int calls_ = 0;
};

/// The same for one call. The kernel runs on `device`, to which the op's tensors are brought.
template <KernelOp Op>
void check_kernel(const Op& op, std::string_view caller = __builtin_FILE(),
                  Device device = test_device()) {
  Op on_device = op;
  move_tensors(on_device, device);
  {
    const KernelChecker checker(caller);
    dispatch(on_device);
  }
  // What follows in a test finds the results where it expects them.
  if (device != Device::cpu)
    for (const auto output : Op::outputs)
      if ((op.*output).defined()) (op.*output).copy_from(on_device.*output);
  BOOST_TEST(true);
}

}  // namespace posegrad::test

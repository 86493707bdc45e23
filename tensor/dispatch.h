#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "tensor/call_site.h"
#include "tensor/device.h"
#include "tensor/dims.h"
#include "tensor/error.h"
#include "tensor/op.h"
#include "tensor/tensor.h"

namespace posegrad {

// The one place where a kernel is called. An op is a struct that holds its arguments and results:
//
//   struct Relu {
//     static constexpr OpInfo info{"relu", "y[e] = max(x[e], 0)"};
//     Tensor x, y;
//     static constexpr std::array inputs{&Relu::x};
//     static constexpr std::array outputs{&Relu::y};
//     void cpu() const;                                         // relu_cpu.cpp
//     void cuda() const;                                        // relu_cuda.cu
//     static void cuda_all(std::span<const Relu> calls);        // where one launch can do several
//     Reference reference(int output, Index element) const;     // relu.cpp, in double
//   };
//
// An output may share storage with an input (an update in place): the kernel then reads before it
// writes, and the reference is asked on inputs from before the call.

template <class Op>
concept KernelOp = requires(const Op& op, Index element) {
  { Op::info } -> std::convertible_to<const OpInfo&>;
  { op.*(Op::inputs[0]) } -> std::convertible_to<const Tensor&>;
  { op.*(Op::outputs[0]) } -> std::convertible_to<const Tensor&>;
  {op.cpu()};
  { op.reference(0, element) } -> std::same_as<Reference>;
};

/// A kernel call as an observer sees it, whatever the op.
class KernelCall {
 public:
  virtual ~KernelCall() = default;
  virtual const OpInfo& info() const = 0;
  virtual std::vector<Tensor> inputs() const = 0;
  virtual std::vector<Tensor> outputs() const = 0;
  virtual const Contract& contract() const = 0;
  /// Of an expression in the names of the contract, like OpInfo::flops (tensor/contract.h).
  virtual double value(std::string_view expression) const = 0;
  double flops() const { return value(info().flops); }
  /// Read and written: every input once and every output once, unless the op says otherwise.
  double bytes() const { return value(bytes_expression(info())); }
  virtual Reference reference(int output, Index element) const = 0;
  /// A call for reference() after the kernel ran: in host memory, and with copies of the inputs
  /// that the kernel will overwrite.
  virtual std::unique_ptr<KernelCall> keep_inputs() const = 0;
};

/// Sees every kernel call. At most one at a time; it is called on the thread that calls the kernel.
class KernelObserver {
 public:
  virtual ~KernelObserver() = default;
  virtual void before(const KernelCall& call) = 0;
  virtual void after(const KernelCall& call, double seconds) = 0;
  /// A number that the program reports and that the kernels so far led to: a loss, an error.
  virtual void figure(std::string_view /*name*/, double /*value*/) {}
};

/// Returns the observer that was set before. nullptr: none, and a kernel call costs one predictable
/// branch.
KernelObserver* set_kernel_observer(KernelObserver* observer) noexcept;

bool kernels_are_observed() noexcept;

/// Tells the observer, if there is one, of a figure that the program reports.
void observe_figure(std::string_view name, double value);

/// Brings all tensors of an op to a device. What was one tensor, updated in place, stays one.
template <class Op>
void move_tensors(Op& op, Device device) {
  for (const auto input : Op::inputs) {
    const Tensor before = op.*input;
    op.*input = before.to(device);
    for (const auto output : Op::outputs)
      if ((op.*output).shares_storage(before) && (op.*output).bytes() == before.bytes())
        op.*output = op.*input;
  }
  for (const auto output : Op::outputs) op.*output = (op.*output).to(device);
}

/// Operations of the op's formula for tensors of these sizes.
template <class Op>
double flops_of(const Op& op) {
  return Dims(op).evaluate(Op::info.flops);
}

/// Ops of which a file makes the kernels out of one text: where the list is used, they are made.
template <class... Ops>
struct OpList {};
template <class... Ops>
constexpr auto cpu_kernels(OpList<Ops...>) {
  return std::tuple{&Ops::cpu...};
}
template <class... Ops>
constexpr auto cuda_kernels(OpList<Ops...>) {
  return std::tuple{&Ops::cuda...};
}

namespace detail {
extern KernelObserver* kernel_observer;

template <KernelOp Op>
class CallOf final : public KernelCall {
 public:
  explicit CallOf(Op op) : op_(std::move(op)) {}
  const OpInfo& info() const override { return Op::info; }
  const Contract& contract() const override { return contract_of<Op>; }
  std::vector<Tensor> inputs() const override { return list(Op::inputs); }
  std::vector<Tensor> outputs() const override { return list(Op::outputs); }
  double value(std::string_view expression) const override {
    return Dims(op_).evaluate(expression);
  }
  Reference reference(int output, Index element) const override {
    return op_.reference(output, element);
  }
  std::unique_ptr<KernelCall> keep_inputs() const override {
    Op copy = op_;
    for (const auto input : Op::inputs)
      for (const auto output : Op::outputs)
        if ((op_.*input).shares_storage(op_.*output)) copy.*input = (op_.*input).clone();
    move_tensors(copy, Device::cpu);
    return std::make_unique<CallOf>(std::move(copy));
  }

 private:
  template <std::size_t N>
  std::vector<Tensor> list(const std::array<Tensor Op::*, N>& members) const {
    std::vector<Tensor> tensors;
    for (const auto member : members) tensors.push_back(op_.*member);
    return tensors;
  }
  Op op_;
};

[[noreturn]] void fail_on_device(std::string_view op, std::string_view message);
[[noreturn]] void fail_on_cuda(const KernelCall& call, const DeviceError& error);

template <KernelOp Op>
void run(const Op& op, Device device) {
  if (device == Device::cpu) return op.cpu();
#ifdef POSEGRAD_CUDA
  if constexpr (requires { op.cuda(); }) {
    try {
      return op.cuda();
    } catch (const DeviceError& error) {
      fail_on_cuda(CallOf<Op>(op), error);
    }
  }
#endif
  fail_on_device(Op::info.name, "this build has no CUDA kernel for it");
}

template <KernelOp Op>
void run_observed(const Op& op, Device device) {
  const CallOf<Op> call(op);
  kernel_observer->before(call);
  if (device == Device::cuda) cuda::synchronize();
  const auto start = std::chrono::steady_clock::now();
  run(op, device);
  if (device == Device::cuda) cuda::synchronize();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  kernel_observer->after(call, seconds.count());
}

/// Of all of an op's tensors. Throws DeviceError if they lie on different ones.
template <KernelOp Op>
Device device_of(const Op& op) {
  const Device device = (op.*(Op::outputs[0])).device();
  for (const auto input : Op::inputs)
    if ((op.*input).defined() && (op.*input).device() != device)
      fail_on_device(Op::info.name, "its tensors lie on different devices");
  return device;
}
}  // namespace detail

/// Runs the op's kernel on the device where its tensors lie. Throws DeviceError if they lie on
/// different ones.
template <KernelOp Op>
void dispatch(const Op& op) {
  (void)detail::in_catalogue<Op>;
  const Device device = detail::device_of(op);
  if (detail::kernel_observer != nullptr) [[unlikely]]
    return detail::run_observed(op, device);
  detail::run(op, device);
}

/// Runs an op on outputs of the shapes that its contract gives them: those that are not there yet are
/// made, of the contract's number type or else the first input's, and put into the op. Returns the first of them. `dims`
/// knows the op's inputs.
template <KernelOp Op>
Tensor result_of(Op& op, const Dims& dims) {
  const Tensor& like = op.*(Op::inputs[0]);
  std::size_t at = 0;
  for (const auto output : Op::outputs) {
    const TensorNotation& notation = contract_of<Op>.output_list()[at++];
    if (!(op.*output).defined() && !notation.optional)
      op.*output = Tensor::empty(dims.shape_of(notation.name),
                                 notation.dtype.value_or(like.dtype()), like.device());
  }
  dispatch(op);
  return op.*(Op::outputs[0]);
}

template <KernelOp Op>
Tensor result_of(Op op) {
  const Dims dims(op);
  return result_of(op, dims);
}

/// Runs several calls of one op that do not depend on each other: on a GPU by one launch where the
/// op has cuda_all, which nobody observes then; else one after the other, number i under the name
/// scopes[i], where there are names. Throws DeviceError as dispatch.
template <KernelOp Op>
void dispatch_all(std::span<const Op> calls, std::span<const std::string_view> scopes = {}) {
#ifdef POSEGRAD_CUDA
  if constexpr (requires { Op::cuda_all(calls); }) {
    const auto is_on_gpu = [](const Op& op) { return detail::device_of(op) == Device::cuda; };
    if (detail::kernel_observer == nullptr && std::ranges::all_of(calls, is_on_gpu)) {
      if (!calls.empty()) Op::cuda_all(calls);
      return;
    }
  }
#endif
  for (std::size_t i = 0; i < calls.size(); ++i) {
    std::optional<CallScope> scope;
    if (i < scopes.size()) scope.emplace(scopes[i]);
    dispatch(calls[i]);
  }
}

}  // namespace posegrad

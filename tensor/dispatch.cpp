#include "tensor/dispatch.h"

#include <utility>

#include <fmt/format.h>

namespace posegrad {
namespace detail {

KernelObserver* kernel_observer = nullptr;

void fail_mixed_devices(std::string_view op) {
  throw DeviceError(std::string(op) + ": its tensors lie on different devices");
}

void fail_without_cuda(std::string_view op) {
  throw DeviceError(std::string(op) + ": this build has no CUDA kernel for it");
}

void fail_on_cuda(const KernelCall& call, const DeviceError& error) {
  std::string shapes;
  for (const Tensor& input : call.inputs())
    shapes += (shapes.empty() ? "" : ", ") +
              (input.defined() ? input.shape().to_string() : std::string("none"));
  throw DeviceError(fmt::format("{} of {}: {}", call.info().name, shapes, error.what()));
}

}  // namespace detail

void KernelObserver::figure(std::string_view, double) {}

void observe_figure(std::string_view name, double value) {
  if (detail::kernel_observer != nullptr) detail::kernel_observer->figure(name, value);
}

bool kernels_are_observed() noexcept { return detail::kernel_observer != nullptr; }

KernelObserver* set_kernel_observer(KernelObserver* observer) noexcept {
  return std::exchange(detail::kernel_observer, observer);
}

}  // namespace posegrad

#include "tensor/dispatch.h"

#include <utility>

namespace posegrad {
namespace detail {

KernelObserver* kernel_observer = nullptr;

void fail_mixed_devices(std::string_view op) {
  throw DeviceError(std::string(op) + ": its tensors lie on different devices");
}

}  // namespace detail

void KernelObserver::figure(std::string_view, double) {}

void observe_figure(std::string_view name, double value) {
  if (detail::kernel_observer != nullptr) detail::kernel_observer->figure(name, value);
}

KernelObserver* set_kernel_observer(KernelObserver* observer) noexcept {
  return std::exchange(detail::kernel_observer, observer);
}

}  // namespace posegrad

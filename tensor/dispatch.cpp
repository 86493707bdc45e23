#include "tensor/dispatch.h"

#include <utility>

namespace posegrad {
namespace detail {

KernelObserver* kernel_observer = nullptr;

void fail_mixed_devices(std::string_view op) {
  throw DeviceError(std::string(op) + ": its tensors lie on different devices");
}

}  // namespace detail

KernelObserver* set_kernel_observer(KernelObserver* observer) noexcept {
  return std::exchange(detail::kernel_observer, observer);
}

}  // namespace posegrad

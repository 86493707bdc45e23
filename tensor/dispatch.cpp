#include "tensor/dispatch.h"

#include <utility>

#include <fmt/format.h>

namespace posegrad {
namespace detail {

KernelObserver* kernel_observer = nullptr;

void fail_on_device(std::string_view op, std::string_view message) {
  throw DeviceError(fmt::format("{}: {}", op, message));
}

void fail_on_cuda(const KernelCall& call, const DeviceError& error) {
  std::string shapes;
  for (const Tensor& input : call.inputs())
    shapes += fmt::format("{}{}", shapes.empty() ? "" : ", ",
                          input.defined() ? input.shape().to_string() : "none");
  throw DeviceError(fmt::format("{} of {}: {}", call.info().name, shapes, error.what()));
}

}  // namespace detail

void observe_figure(std::string_view name, double value) {
  if (detail::kernel_observer != nullptr) detail::kernel_observer->figure(name, value);
}

bool kernels_are_observed() noexcept { return detail::kernel_observer != nullptr; }

KernelObserver* set_kernel_observer(KernelObserver* observer) noexcept {
  return std::exchange(detail::kernel_observer, observer);
}

}  // namespace posegrad

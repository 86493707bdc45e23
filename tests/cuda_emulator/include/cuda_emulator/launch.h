#pragma once

#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <cuda_emulator/runtime_types.h>

namespace cuda_emulator {

/// Queues (or captures) one launch; `thread` is what each thread of the grid calls.
cudaError_t launch(const cudaLaunchConfig_t* config, bool has_kernel, std::function<void()> thread);

}  // namespace cuda_emulator

/// Arguments are converted to the kernel's parameter types and copied now, not when it runs.
template <class... Parameters, class... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               Arguments&&... arguments) {
  static_assert((std::is_trivially_copyable_v<Parameters> && ...), "they are copied as bytes");
  static_assert((sizeof(Parameters) + ... + 0) <= 32764, "a GPU's room for parameters");
  const auto bind = [kernel](Parameters... values) -> std::function<void()> {
    return [kernel, kept = std::tuple<Parameters...>(values...)] { std::apply(kernel, kept); };
  };
  return cuda_emulator::launch(config, kernel != nullptr,
                               bind(std::forward<Arguments>(arguments)...));
}

#include "tests/cuda_emulator/api.h"
#include "tests/cuda_emulator/block.h"
#include "tests/cuda_emulator/streams.h"

namespace cuda_emulator {
namespace {

constexpr std::uint64_t kMostThreads = 1024;
constexpr unsigned kLargestBlock[] = {1024, 1024, 64};
constexpr unsigned kLargestGrid[] = {0x7fffffffu, 0xffffu, 0xffffu};

bool is_within(const dim3& size, const unsigned (&most)[3]) {
  return size.x > 0 && size.y > 0 && size.z > 0 && size.x <= most[0] && size.y <= most[1] &&
         size.z <= most[2];
}

}  // namespace

cudaError_t launch(const cudaLaunchConfig_t* config, bool has_kernel,
                   std::function<void()> thread) {
  return api("cudaLaunchKernelEx", [&] {
    if (!has_kernel) return cudaErrorInvalidDeviceFunction;
    if (config == nullptr || config->dynamicSmemBytes != 0) return cudaErrorInvalidValue;
    if (config->numAttrs != 0) return cudaErrorNotSupported;
    const dim3 grid = config->gridDim, block = config->blockDim;
    if (!is_within(block, kLargestBlock) || !is_within(grid, kLargestGrid) ||
        std::uint64_t{block.x} * block.y * block.z > kMostThreads) {
      return cudaErrorInvalidConfiguration;
    }
    ++mutable_counters().launches;
    return enqueue(config->stream, [grid, block, thread = std::move(thread)] {
      ++mutable_counters().kernels_run;
      run_grid(grid, block, thread);
    });
  });
}

}  // namespace cuda_emulator

#pragma once

#include <cstddef>
#include <cstdint>

#include <cuda_emulator/runtime_types.h>

/// What tests can set and read. See cuda_runtime.h for what the emulator is.
namespace cuda_emulator {

enum class Order { forward, backward, shuffled };

/// In which order threads, blocks and (when all are waited for) streams run from now on. Shuffled:
/// a fixed sequence of pseudo-random orders that starts anew with each call.
/// Before the first call: the environment's CUDA_EMULATOR_ORDER, or forward.
void set_order(Order order);

/// Size of the device's memory in bytes, 4 GiB at first; cudaMalloc fails beyond.
void set_memory(std::size_t bytes);
/// Bytes that cudaMalloc has given and cudaFree not taken back.
std::size_t live_bytes();

/// 1 (at first) or 0: no device, so every call but the version queries says cudaErrorNoDevice.
void set_device_count(int count);

/// The next call of `function` ("cudaMalloc", "cudaLaunchKernelEx", "cublasGemmEx", ...) does
/// nothing but return `error`; cuBLAS functions return CUBLAS_STATUS_EXECUTION_FAILED instead.
/// Several calls queue up.
void fail_next(const char* function, cudaError_t error);

/// How often things happened since the program started.
struct Counters {
  std::int64_t launches = 0;          // kernels that the host launched or captured, not replays
  std::int64_t kernels_run = 0;       // kernels that ran, replays included
  std::int64_t gemms_run = 0;         // cuBLAS products that ran, replays included
  std::int64_t graph_launches = 0;    // calls of cudaGraphLaunch
  std::int64_t synchronizations = 0;  // calls that made the host wait for the device
  std::int64_t mallocs = 0;           // successful calls of cudaMalloc
};
Counters counters();

}  // namespace cuda_emulator

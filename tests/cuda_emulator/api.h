#pragma once

#include <mutex>

#include <cuda_emulator.h>
#include <cuda_runtime.h>

namespace cuda_emulator {

/// Every call of the runtime and of cuBLAS holds it: one host thread at a time.
std::recursive_mutex& api_mutex();

/// What a test wants `function` to return, cudaErrorNoDevice without a device, else cudaSuccess.
cudaError_t refusal(const char* function);

/// Keeps an error for cudaGetLastError; returns it.
cudaError_t noted(cudaError_t error);

/// The frame of each runtime function.
template <class Body>
cudaError_t api(const char* function, Body&& body) {
  const std::lock_guard lock(api_mutex());
  const cudaError_t refused = refusal(function);
  return noted(refused != cudaSuccess ? refused : body());
}

Counters& mutable_counters();

std::size_t total_memory();

}  // namespace cuda_emulator

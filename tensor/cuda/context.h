#pragma once
#include <cstddef>

#include <cublas_v2.h>
#include <cuda_runtime.h>

#include "tensor/error.h"

// For code that calls CUDA.
namespace posegrad::cuda {

/// Throw DeviceError "CUDA: <what> failed: <CUDA's words>" unless all is well.
void check(cudaError_t error, const char* what);
void check(cublasStatus_t status, const char* what);

/// What kernels run with. Made when it is first asked for; throws DeviceError when there is no GPU.
struct Context {
  cudaStream_t compute = nullptr;  // kernels, and the copies that are in order with them
  cudaStream_t copy = nullptr;     // uploads that kernels do not wait for (Prefetch)
  cublasHandle_t blas = nullptr;   // on the compute stream
  unsigned multiprocessors = 1;
};
const Context& context();

}  // namespace posegrad::cuda

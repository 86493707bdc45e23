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

/// A mark in a stream. Before it is recorded the first time, whoever waits for it goes on at once.
class Event {
 public:
  Event();
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(cudaStream_t stream);
  void wait() const;                     // the host, until the stream has come to the mark
  void hold(cudaStream_t stream) const;  // the same for what `stream` is asked from now on

 private:
  cudaEvent_t event_ = nullptr;
};

/// Host memory that copies go from and to without waiting; for cudaFreeHost.
void* page_locked(std::size_t bytes);

}  // namespace posegrad::cuda

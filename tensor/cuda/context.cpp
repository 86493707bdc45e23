#include "tensor/cuda/context.h"

#include <fmt/format.h>

#include "tensor/cuda/cublas.h"
#include "tensor/cuda/graph.h"
#include "tensor/device.h"

namespace posegrad::cuda {
namespace {

// cuBLAS's own workspace would be allocated while a step is being recorded; and with one of fixed
// size a product is done the same way every time. NVIDIA recommends 32 MiB for Hopper.
constexpr std::size_t kWorkspace = std::size_t{32} << 20;

std::string version_text(int version) {
  return fmt::format("{}.{}", version / 1000, version % 1000 / 10);
}

Context made() {
  if (const std::string reason = unavailable_reason(); !reason.empty())
    throw DeviceError("CUDA: " + reason);
  Context context;
  check(cudaSetDevice(0), "choosing the device");
  check(cudaStreamCreateWithFlags(&context.compute, cudaStreamNonBlocking), "making a stream");
  check(cudaStreamCreateWithFlags(&context.copy, cudaStreamNonBlocking), "making a stream");
  int count = 0;
  check(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, 0), "asking for the size");
  context.multiprocessors = static_cast<unsigned>(count);
  check(cublas().create(&context.blas), "starting cuBLAS");
  check(cublas().set_stream(context.blas, context.compute), "giving cuBLAS its stream");
  void* workspace = nullptr;
  check(cudaMalloc(&workspace, kWorkspace), "getting memory for cuBLAS");
  check(cublas().set_workspace(context.blas, workspace, kWorkspace), "giving cuBLAS its memory");
  return context;
}

}  // namespace

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  cudaGetLastError();  // it is told here, not by the next call
  throw DeviceError(fmt::format("CUDA: {} failed: {}", what, cudaGetErrorString(error)));
}

void check(cublasStatus_t status, const char* what) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw DeviceError(fmt::format("cuBLAS: {} failed: {}", what, cublas().status_text(status)));
}

const Context& context() {
  static const Context instance = made();
  return instance;
}

bool has_gpu() {
  int count = 0;
  const bool found = cudaGetDeviceCount(&count) == cudaSuccess && count > 0;
  cudaGetLastError();
  return found;
}

std::string unavailable_reason() {
  if (has_gpu()) return cublas_missing();
  int count = 0, driver = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  cudaGetLastError();
  if (cudaDriverGetVersion(&driver) == cudaSuccess && driver == 0)
    return "this machine has no NVIDIA driver";
  if (error == cudaSuccess || error == cudaErrorNoDevice)
    return "this machine has no GPU that CUDA can use";
  return fmt::format("CUDA finds no GPU: {}", cudaGetErrorString(error));
}

DeviceInfo device_info() {
  context();
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, 0), "asking for the device's properties");
  int driver = 0, runtime = 0, blas = 0;
  check(cudaDriverGetVersion(&driver), "asking for the driver's version");
  check(cudaRuntimeGetVersion(&runtime), "asking for the runtime's version");
  check(cublas().version(context().blas, &blas), "asking for cuBLAS's version");
  return {
      .name = properties.name,
      .major = properties.major,
      .minor = properties.minor,
      .multiprocessors = properties.multiProcessorCount,
      .memory = properties.totalGlobalMem,
      .versions = fmt::format("driver {}, runtime {}, cuBLAS {}.{}.{}", version_text(driver),
                              version_text(runtime), blas / 10000, blas / 100 % 100, blas % 100)};
}

void synchronize() { check(cudaStreamSynchronize(context().compute), "waiting for the kernels"); }

void copy(void* to, Device to_device, const void* from, Device from_device, std::size_t bytes) {
  const bool to_host = to_device == Device::cpu, from_host = from_device == Device::cpu;
  if ((to_host || from_host) && is_recording())
    throw DeviceError("CUDA: a copy between host memory and the GPU cannot be recorded");
  const cudaStream_t stream = context().compute;
  if (from_host)
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream), "copying to the GPU");
  else if (to_host)
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream), "copying from the GPU");
  else
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream), "copying on the GPU");
  if (to_host) synchronize();
}

}  // namespace posegrad::cuda

posegrad::Device posegrad::best_device() {
#ifdef POSEGRAD_CUDA_EMULATED
  return Device::cpu;  // the emulator is for tests, which ask for it
#else
  return cuda::unavailable_reason().empty() ? Device::cuda : Device::cpu;
#endif
}

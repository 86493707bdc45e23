#include "tensor/cuda/context.h"

#include <fmt/format.h>

#include "tensor/cuda/cublas.h"
#include "tensor/cuda/device.h"
#include "tensor/cuda/graph.h"

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

void require_no_recording() {
  if (is_recording())
    throw DeviceError("CUDA: a copy between host memory and the GPU cannot be recorded");
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
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  cudaGetLastError();
  int driver = 0;
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

void copy_to_device(void* to, const void* from, std::size_t bytes) {
  require_no_recording();
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, context().compute),
        "copying to the GPU");
}

void copy_to_host(void* to, const void* from, std::size_t bytes) {
  require_no_recording();
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, context().compute),
        "copying from the GPU");
  synchronize();
}

void copy_on_device(void* to, const void* from, std::size_t bytes) {
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, context().compute),
        "copying on the GPU");
}

Event::Event() {
  context();
  check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "making an event");
}

Event::~Event() { cudaEventDestroy(event_); }

void Event::record(cudaStream_t stream) {
  check(cudaEventRecord(event_, stream), "marking a stream");
}

void Event::wait() const { check(cudaEventSynchronize(event_), "waiting for a mark"); }

void Event::hold(cudaStream_t stream) const {
  check(cudaStreamWaitEvent(stream, event_, 0), "letting a stream wait");
}

void* page_locked(std::size_t bytes) {
  context();
  void* memory = nullptr;
  check(cudaMallocHost(&memory, bytes), "getting page-locked host memory");
  return memory;
}

}  // namespace posegrad::cuda

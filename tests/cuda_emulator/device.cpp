#include <cstring>
#include <deque>
#include <map>
#include <string>

#include "tests/cuda_emulator/api.h"

namespace cuda_emulator {
namespace {

constexpr int kProcessors = 4, kThreadsPerProcessor = 2048, kCacheBytes = 4 << 20;
constexpr int kSharedBytes = 48 << 10;

int device_count = 1;
cudaError_t last_error = cudaSuccess;
Counters counts;

using Failures = std::map<std::string, std::deque<cudaError_t>, std::less<>>;
Failures& failures() {
  static Failures& wanted = *new Failures;
  return wanted;
}

struct ErrorText {
  cudaError_t error;
  const char *name, *text;
};
#define CUDA_EMULATOR_ERROR(name, text) {name, #name, text},
constexpr ErrorText kErrors[] = {
    CUDA_EMULATOR_ERROR(cudaSuccess, "no error") CUDA_EMULATOR_ERROR(
        cudaErrorInvalidValue, "invalid argument") CUDA_EMULATOR_ERROR(cudaErrorMemoryAllocation,
                                                                       "out of memory")
        CUDA_EMULATOR_ERROR(cudaErrorInitializationError, "initialization error") CUDA_EMULATOR_ERROR(
            cudaErrorInvalidConfiguration,
            "invalid configuration argument") CUDA_EMULATOR_ERROR(cudaErrorInvalidPitchValue,
                                                                  "invalid pitch argument")
            CUDA_EMULATOR_ERROR(cudaErrorInvalidMemcpyDirection,
                                "invalid copy direction for "
                                "memcpy") CUDA_EMULATOR_ERROR(cudaErrorInsufficientDriver,
                                                              "CUDA driver version is insufficient "
                                                              "for CUDA runtime version")
                CUDA_EMULATOR_ERROR(
                    cudaErrorInvalidDeviceFunction,
                    "invalid device function") CUDA_EMULATOR_ERROR(cudaErrorNoDevice,
                                                                   "no CUDA-capable device is "
                                                                   "detected")
                    CUDA_EMULATOR_ERROR(cudaErrorInvalidDevice, "invalid device ordinal") CUDA_EMULATOR_ERROR(
                        cudaErrorNoKernelImageForDevice,
                        "no kernel image is available for execution on the "
                        "device") CUDA_EMULATOR_ERROR(cudaErrorECCUncorrectable,
                                                      "uncorrectable ECC error "
                                                      "encountered")
                        CUDA_EMULATOR_ERROR(
                            cudaErrorInvalidResourceHandle,
                            "invalid resource handle") CUDA_EMULATOR_ERROR(cudaErrorIllegalState,
                                                                           "the operation "
                                                                           "cannot be "
                                                                           "performed in the "
                                                                           "present state")
                            CUDA_EMULATOR_ERROR(
                                cudaErrorNotReady,
                                "device not ready") CUDA_EMULATOR_ERROR(cudaErrorIllegalAddress,
                                                                        "an illegal memory "
                                                                        "access was "
                                                                        "encountered")
                                CUDA_EMULATOR_ERROR(
                                    cudaErrorLaunchOutOfResources,
                                    "too many resources requested "
                                    "for launch") CUDA_EMULATOR_ERROR(cudaErrorLaunchTimeout,
                                                                      "the launch timed out and "
                                                                      "was "
                                                                      "terminated")
                                    CUDA_EMULATOR_ERROR(
                                        cudaErrorAssert,
                                        "devi"
                                        "ce-"
                                        "side"
                                        " ass"
                                        "ert "
                                        "trig"
                                        "gere"
                                        "d") CUDA_EMULATOR_ERROR(cudaErrorMisalignedAddress,
                                                                 "misaligned address")
                                        CUDA_EMULATOR_ERROR(
                                            cudaErrorLaunchFailure,
                                            "unspecif"
                                            "ied "
                                            "launch "
                                            "failure") CUDA_EMULATOR_ERROR(cudaErrorNotPermitted,
                                                                           "operation not "
                                                                           "permitted")
                                            CUDA_EMULATOR_ERROR(cudaErrorNotSupported,
                                                                "operation not supported")
                                                CUDA_EMULATOR_ERROR(
                                                    cudaErrorSystemDriverMismatch,
                                                    "system has unsupported display driver "
                                                    "/ cuda driver combination")
                                                    CUDA_EMULATOR_ERROR(
                                                        cudaErrorStreamCaptureUnsupported,
                                                        "operation not permitted when "
                                                        "stream is capturing")
                                                        CUDA_EMULATOR_ERROR(
                                                            cudaErrorStreamCaptureInvalidated,
                                                            "operation failed due to a "
                                                            "previous error during capture")
                                                            CUDA_EMULATOR_ERROR(
                                                                cudaErrorStreamCaptureMerge,
                                                                "operation would result in "
                                                                "a merge of separate "
                                                                "capture sequences")
                                                                CUDA_EMULATOR_ERROR(
                                                                    cudaErrorStreamCaptureUnmatched,
                                                                    "capture was not ended "
                                                                    "in the same stream")
                                                                    CUDA_EMULATOR_ERROR(
                                                                        cudaErrorStreamCaptureUnjoined,
                                                                        "capturing stream "
                                                                        "has unjoined work")
                                                                        CUDA_EMULATOR_ERROR(
                                                                            cudaErrorStreamCaptureIsolation,
                                                                            "dependency "
                                                                            "created on "
                                                                            "uncaptured "
                                                                            "work in "
                                                                            "another "
                                                                            "stream")
                                                                            CUDA_EMULATOR_ERROR(
                                                                                cudaErrorStreamCaptureImplicit,
                                                                                "operation "
                                                                                "would "
                                                                                "make the "
                                                                                "legacy "
                                                                                "stream "
                                                                                "depend on "
                                                                                "a "
                                                                                "capturing "
                                                                                "stream")
                                                                                CUDA_EMULATOR_ERROR(
                                                                                    cudaErrorCapturedEvent,
                                                                                    "operat"
                                                                                    "ion "
                                                                                    "not "
                                                                                    "permit"
                                                                                    "ted "
                                                                                    "on an "
                                                                                    "event "
                                                                                    "last "
                                                                                    "record"
                                                                                    "ed in "
                                                                                    "a "
                                                                                    "captur"
                                                                                    "ing "
                                                                                    "strea"
                                                                                    "m")
                                                                                    CUDA_EMULATOR_ERROR(
                                                                                        cudaErrorUnknown,
                                                                                        "un"
                                                                                        "kn"
                                                                                        "ow"
                                                                                        "n "
                                                                                        "er"
                                                                                        "ro"
                                                                                        "r")};
#undef CUDA_EMULATOR_ERROR

const ErrorText& text_of(cudaError_t error) {
  static constexpr ErrorText unknown{cudaErrorUnknown, "unrecognized error code",
                                     "unrecognized error code"};
  for (const ErrorText& entry : kErrors) {
    if (entry.error == error) return entry;
  }
  return unknown;
}

cudaError_t answer(int* value, int number) {
  if (value == nullptr) return cudaErrorInvalidValue;
  *value = number;
  return cudaSuccess;
}

}  // namespace

std::recursive_mutex& api_mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

cudaError_t refusal(const char* function) {
  if (device_count == 0) return cudaErrorNoDevice;
  const auto found = failures().find(std::string_view(function));
  if (found == failures().end()) return cudaSuccess;
  const cudaError_t error = found->second.front();
  found->second.pop_front();
  if (found->second.empty()) failures().erase(found);
  return error;
}

cudaError_t noted(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

Counters& mutable_counters() { return counts; }
Counters counters() { return counts; }
void set_device_count(int count) { device_count = count; }
void fail_next(const char* function, cudaError_t error) { failures()[function].push_back(error); }

}  // namespace cuda_emulator

using namespace cuda_emulator;

cudaError_t cudaGetDeviceCount(int* count) {
  return api("cudaGetDeviceCount", [&] { return answer(count, device_count); });
}

cudaError_t cudaSetDevice(int device) {
  return api("cudaSetDevice", [&] { return device == 0 ? cudaSuccess : cudaErrorInvalidDevice; });
}

cudaError_t cudaGetDevice(int* device) {
  return api("cudaGetDevice", [&] { return answer(device, 0); });
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  return api("cudaGetDeviceProperties", [&] {
    if (properties == nullptr) return cudaErrorInvalidValue;
    if (device != 0) return cudaErrorInvalidDevice;
    *properties = {};
    std::strcpy(properties->name, "CUDA emulator");
    properties->totalGlobalMem = total_memory();
    properties->sharedMemPerBlock = kSharedBytes;
    properties->sharedMemPerMultiprocessor = 2 * kSharedBytes;
    properties->regsPerBlock = 65536;
    properties->warpSize = warpSize;
    properties->maxThreadsPerBlock = 1024;
    properties->maxThreadsDim[0] = properties->maxThreadsDim[1] = 1024;
    properties->maxThreadsDim[2] = 64;
    properties->maxGridSize[0] = 0x7fffffff;
    properties->maxGridSize[1] = properties->maxGridSize[2] = 0xffff;
    properties->major = 9;
    properties->multiProcessorCount = kProcessors;
    properties->maxThreadsPerMultiProcessor = kThreadsPerProcessor;
    properties->l2CacheSize = kCacheBytes;
    properties->memoryBusWidth = 64;
    properties->asyncEngineCount = 1;
    properties->concurrentKernels = 1;
    properties->unifiedAddressing = 1;
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  return api("cudaDeviceGetAttribute", [&] {
    if (device != 0) return cudaErrorInvalidDevice;
    switch (attribute) {
      case cudaDevAttrMaxThreadsPerBlock:
        return answer(value, 1024);
      case cudaDevAttrMaxGridDimX:
        return answer(value, 0x7fffffff);
      case cudaDevAttrMaxGridDimY:
      case cudaDevAttrMaxGridDimZ:
        return answer(value, 0xffff);
      case cudaDevAttrMaxSharedMemoryPerBlock:
        return answer(value, kSharedBytes);
      case cudaDevAttrWarpSize:
        return answer(value, warpSize);
      case cudaDevAttrMultiProcessorCount:
        return answer(value, kProcessors);
      case cudaDevAttrL2CacheSize:
        return answer(value, kCacheBytes);
      case cudaDevAttrMaxThreadsPerMultiProcessor:
        return answer(value, kThreadsPerProcessor);
      case cudaDevAttrUnifiedAddressing:
        return answer(value, 1);
      case cudaDevAttrComputeCapabilityMajor:
        return answer(value, 9);
      case cudaDevAttrComputeCapabilityMinor:
        return answer(value, 0);
    }
    return cudaErrorInvalidValue;
  });
}

cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) {
  return api("cudaDeviceGetStreamPriorityRange", [&] {
    if (least != nullptr) *least = 0;
    if (greatest != nullptr) *greatest = -5;
    return cudaSuccess;
  });
}

// These two know their answers without a device.
cudaError_t cudaDriverGetVersion(int* version) { return noted(answer(version, CUDART_VERSION)); }
cudaError_t cudaRuntimeGetVersion(int* version) { return noted(answer(version, CUDART_VERSION)); }

cudaError_t cudaPeekAtLastError() {
  const std::lock_guard lock(api_mutex());
  return last_error;
}

cudaError_t cudaGetLastError() {
  const std::lock_guard lock(api_mutex());
  return std::exchange(last_error, cudaSuccess);
}

const char* cudaGetErrorName(cudaError_t error) { return text_of(error).name; }
const char* cudaGetErrorString(cudaError_t error) { return text_of(error).text; }

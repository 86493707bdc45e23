#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "tensor/dtype.h"
#include "tensor/error.h"

namespace posegrad {

enum class Device { cpu, cuda };

constexpr std::string_view name_of(Device device) { return device == Device::cpu ? "cpu" : "cuda"; }

/// The GPU where this build and machine have one to work on, else the CPU. An emulated GPU is never
/// the best.
Device best_device();

// What the rest of the program knows of the GPU, in plain C++. In a build without CUDA it is there
// too: unavailable_reason() says so, and everything else throws DeviceError.
namespace cuda {

/// Why there is no GPU to work on; empty when there is one.
std::string unavailable_reason();
/// Whether there is one at all, even if unavailable_reason() has something against it.
bool has_gpu();

struct DeviceInfo {
  std::string name;
  int major = 0, minor = 0;  // compute capability
  int multiprocessors = 0;
  std::size_t memory = 0;  // bytes
  std::string versions;    // "driver 13.0, runtime 13.0, cuBLAS 13.0.2"
};
DeviceInfo device_info();

/// Waits until everything that was asked of the GPU is done. Throws DeviceError when some of it
/// failed.
void synchronize();

/// In the order of the kernels. A copy from or to host memory returns when the host's side of it may
/// be used again; it cannot be recorded in a graph. One side at least is on the GPU.
void copy(void* to, Device to_device, const void* from, Device from_device, std::size_t bytes);
void fill(void* data, DType dtype, Index count, double value);
/// Between any two number types.
void convert(const void* from, DType from_type, void* to, DType to_type, Index count);

/// The GPU's memory is full.
struct OutOfMemory : DeviceError {
  using DeviceError::DeviceError;
};

struct MemoryUse {
  std::size_t available = 0, total = 0;  // bytes of the GPU, other programs' counted in
  std::size_t peak = 0;  // most that this program's tensors had of the system, see reset_peak()
};
MemoryUse memory_use();
/// From here on. Gives back what the program's pool keeps.
void reset_peak();

}  // namespace cuda
}  // namespace posegrad

#pragma once
#include <cstddef>

#include "tensor/cpu_pool.h"
#include "tensor/cuda/memory.h"
#include "tensor/device.h"

namespace posegrad {

/// One buffer of bytes on one device, uninitialised. Owned by the tensors that share it.
class Storage {
 public:
  Storage(std::size_t bytes, Device device);
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  std::byte* data() const noexcept { return data_; }
  Device device() const noexcept { return device_; }
  /// Moves the bytes to another device, for all tensors that share them.
  void move_to(Device device);

 private:
  void release() noexcept;

  std::size_t bytes_;
  std::byte* data_ = nullptr;
  Device device_;
  cpu_pool::Block on_cpu_;
  cuda::Block on_cuda_;
};

}  // namespace posegrad

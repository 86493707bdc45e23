#pragma once
#include <cstddef>

#include "tensor/cpu_pool.h"
#include "tensor/device.h"

namespace posegrad {

/// One buffer of bytes on one device, uninitialised. Owned by the tensors that share it.
class Storage {
 public:
  Storage(std::size_t bytes, Device device);
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  std::byte* data() const noexcept { return static_cast<std::byte*>(block_.data); }
  Device device() const noexcept { return device_; }

 private:
  cpu_pool::Block block_;
  Device device_;
};

}  // namespace posegrad

#include "tensor/storage.h"

#include <utility>

#include "tensor/cuda/device.h"

namespace posegrad {

Storage::Storage(std::size_t bytes, Device device) : bytes_(bytes), device_(device) {
  if (device == Device::cpu) {
    on_cpu_ = cpu_pool::acquire(bytes);
    data_ = static_cast<std::byte*>(on_cpu_.data);
  } else {
    on_cuda_ = cuda::current_pool().acquire(bytes);
    data_ = static_cast<std::byte*>(on_cuda_.data);
  }
}

Storage::~Storage() { release(); }

void Storage::release() noexcept {
  if (device_ == Device::cpu)
    cpu_pool::release(on_cpu_);
  else
    on_cuda_.pool->release(on_cuda_.data, on_cuda_.capacity);
}

void Storage::move_to(Device device) {
  if (device == device_) return;
  Storage there(bytes_, device);
  if (device == Device::cuda)
    cuda::copy_to_device(there.data_, data_, bytes_);
  else
    cuda::copy_to_host(there.data_, data_, bytes_);
  std::swap(data_, there.data_);
  std::swap(device_, there.device_);
  std::swap(on_cpu_, there.on_cpu_);
  std::swap(on_cuda_, there.on_cuda_);
}

}  // namespace posegrad

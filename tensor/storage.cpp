#include "tensor/storage.h"

#include "tensor/error.h"

namespace posegrad {

Storage::Storage(std::size_t bytes, Device device) : device_(device) {
  if (device != Device::cpu) throw DeviceError("this build has no CUDA memory");
  block_ = cpu_pool::acquire(bytes);
}

Storage::~Storage() { cpu_pool::release(block_); }

}  // namespace posegrad

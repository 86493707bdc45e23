#pragma once

#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <cuda_emulator.h>
#include <cuda_runtime.h>

namespace posegrad::test {

/// Device memory for `count` numbers, freed at the end.
template <class T>
class OnDevice {
 public:
  explicit OnDevice(std::size_t count) : count_(count) {
    BOOST_REQUIRE_EQUAL(cudaMalloc(&data_, count * sizeof(T)), cudaSuccess);
  }
  explicit OnDevice(const std::vector<T>& values) : OnDevice(values.size()) {
    BOOST_REQUIRE_EQUAL(
        cudaMemcpy(data_, values.data(), count_ * sizeof(T), cudaMemcpyHostToDevice), cudaSuccess);
  }
  ~OnDevice() { cudaFree(data_); }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;

  T* data() const { return data_; }

  /// After all that was queued.
  std::vector<T> values() const {
    BOOST_REQUIRE_EQUAL(cudaDeviceSynchronize(), cudaSuccess);
    std::vector<T> copy(count_);
    BOOST_REQUIRE_EQUAL(cudaMemcpy(copy.data(), data_, count_ * sizeof(T), cudaMemcpyDeviceToHost),
                        cudaSuccess);
    return copy;
  }

 private:
  std::size_t count_;
  T* data_ = nullptr;
};

template <class... Parameters, class... Arguments>
cudaError_t launch(dim3 grid, dim3 block, cudaStream_t stream, void (*kernel)(Parameters...),
                   Arguments&&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = grid;
  config.blockDim = block;
  config.stream = stream;
  return cudaLaunchKernelEx(&config, kernel, std::forward<Arguments>(arguments)...);
}

/// Sets an order for a while.
class InOrder {
 public:
  explicit InOrder(cuda_emulator::Order order) { cuda_emulator::set_order(order); }
  ~InOrder() { cuda_emulator::set_order(cuda_emulator::Order::forward); }
};

constexpr cuda_emulator::Order kOrders[] = {
    cuda_emulator::Order::forward, cuda_emulator::Order::backward, cuda_emulator::Order::shuffled};

}  // namespace posegrad::test

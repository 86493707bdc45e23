#include "tensor/cuda/transfer.h"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "tensor/cuda/events.h"

namespace posegrad::cuda {

struct Uploads::State {
  struct Buffer {
    void* memory = nullptr;
    Event sent;
  };
  std::array<Buffer, 4> buffers;
  std::size_t capacity = 0, next = 0;

  ~State() {
    for (const Buffer& buffer : buffers) {
      if (buffer.memory == nullptr) continue;
      cudaStreamSynchronize(context().compute);
      cudaFreeHost(buffer.memory);
    }
  }
};

Uploads::Uploads(std::size_t bytes) : state_(std::make_unique<State>()) {
  state_->capacity = bytes;
  for (State::Buffer& buffer : state_->buffers) buffer.memory = page_locked(bytes);
}

Uploads::~Uploads() = default;

void Uploads::send(void* to, const void* from, std::size_t bytes) {
  if (bytes > state_->capacity)
    throw ValueError(
        fmt::format("an upload of {} bytes; there is room for {}", bytes, state_->capacity));
  State::Buffer& buffer = state_->buffers[state_->next++ % state_->buffers.size()];
  buffer.sent.wait();
  std::memcpy(buffer.memory, from, bytes);
  const cudaStream_t stream = context().compute;
  check(cudaMemcpyAsync(to, buffer.memory, bytes, cudaMemcpyHostToDevice, stream),
        "copying to the GPU");
  buffer.sent.record(stream);
}

struct Readback::State {
  float* numbers = nullptr;
  Event there;

  ~State() {
    if (numbers == nullptr) return;
    cudaStreamSynchronize(context().compute);
    cudaFreeHost(numbers);
  }
};

Readback::Readback() : state_(std::make_unique<State>()) {
  state_->numbers = static_cast<float*>(page_locked(kNumbers * sizeof(float)));
}

Readback::~Readback() = default;

void Readback::ask(int i, const Tensor& scalar) {
  const cudaStream_t stream = context().compute;
  check(cudaMemcpyAsync(state_->numbers + i, scalar.data<float>(), sizeof(float),
                        cudaMemcpyDeviceToHost, stream),
        "copying a number from the GPU");
  state_->there.record(stream);
}

void Readback::wait() const { state_->there.wait(); }

double Readback::number(int i) const { return static_cast<double>(state_->numbers[i]); }

}  // namespace posegrad::cuda

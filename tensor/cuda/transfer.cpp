#include "tensor/cuda/transfer.h"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "tensor/cuda/context.h"

namespace posegrad::cuda {
namespace {

void* page_locked(std::size_t bytes) {
  context();
  void* memory = nullptr;
  check(cudaMallocHost(&memory, bytes), "getting page-locked host memory");
  return memory;
}

cudaEvent_t new_event() {
  cudaEvent_t event = nullptr;
  check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), "making an event");
  return event;
}

}  // namespace

struct Uploads::State {
  struct Buffer {
    void* memory = nullptr;
    cudaEvent_t sent = nullptr;
  };
  std::array<Buffer, 4> buffers;
  std::size_t capacity = 0, next = 0;

  ~State() {
    for (const Buffer& buffer : buffers) {
      if (buffer.sent != nullptr) {
        cudaEventSynchronize(buffer.sent);
        cudaEventDestroy(buffer.sent);
      }
      if (buffer.memory != nullptr) cudaFreeHost(buffer.memory);
    }
  }
};

Uploads::Uploads(std::size_t bytes) : state_(std::make_unique<State>()) {
  state_->capacity = bytes;
  for (State::Buffer& buffer : state_->buffers) {
    buffer.memory = page_locked(bytes);
    buffer.sent = new_event();
  }
}

Uploads::~Uploads() = default;

void Uploads::send(void* to, const void* from, std::size_t bytes) {
  if (bytes > state_->capacity)
    throw ValueError(
        fmt::format("an upload of {} bytes; there is room for {}", bytes, state_->capacity));
  State::Buffer& buffer = state_->buffers[state_->next++ % state_->buffers.size()];
  check(cudaEventSynchronize(buffer.sent), "waiting for an upload");
  std::memcpy(buffer.memory, from, bytes);
  const cudaStream_t stream = context().compute;
  check(cudaMemcpyAsync(to, buffer.memory, bytes, cudaMemcpyHostToDevice, stream),
        "copying to the GPU");
  check(cudaEventRecord(buffer.sent, stream), "marking an upload");
}

struct Readback::State {
  float* numbers = nullptr;
  cudaEvent_t there = nullptr;

  ~State() {
    if (there != nullptr) cudaEventDestroy(there);
    if (numbers != nullptr) cudaFreeHost(numbers);
  }
};

Readback::Readback() : state_(std::make_unique<State>()) {
  state_->numbers = static_cast<float*>(page_locked(kNumbers * sizeof(float)));
  state_->there = new_event();
}

Readback::~Readback() = default;

void Readback::ask(int i, const Tensor& scalar) {
  const cudaStream_t stream = context().compute;
  check(cudaMemcpyAsync(state_->numbers + i, scalar.data<float>(), sizeof(float),
                        cudaMemcpyDeviceToHost, stream),
        "copying a number from the GPU");
  check(cudaEventRecord(state_->there, stream), "marking a number");
}

void Readback::wait() const {
  check(cudaEventSynchronize(state_->there), "waiting for a number of the GPU");
}

double Readback::number(int i) const { return static_cast<double>(state_->numbers[i]); }

}  // namespace posegrad::cuda

#include "tensor/cuda/transfer.h"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "tensor/cuda/context.h"

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

// The two streams take turns with `there`: the copy stream writes it when the kernels have read
// what was in it (`read`), and they read it when it is written (`sent`).
struct Prefetch::State {
  float* host = nullptr;
  Tensor there;
  Event sent, read;

  ~State() {
    // The pool hands `there` out again in the order of the kernels, which knows nothing of copies.
    cudaStreamSynchronize(context().copy);
    if (host != nullptr) cudaFreeHost(host);
  }
};

Prefetch::Prefetch(Index numbers) : state_(std::make_unique<State>()) {
  state_->host =
      static_cast<float*>(page_locked(static_cast<std::size_t>(numbers) * sizeof(float)));
  state_->there = Tensor::empty({numbers}, DType::f32, Device::cuda);
  state_->read.record(context().compute);  // whoever had that memory before
}

Prefetch::~Prefetch() = default;

float* Prefetch::host() {
  state_->sent.wait();
  return state_->host;
}

void Prefetch::send(Index numbers) {
  const cudaStream_t stream = context().copy;
  const Tensor place = state_->there.rows(0, numbers);
  state_->read.hold(stream);
  check(
      cudaMemcpyAsync(place.bytes(), state_->host, place.nbytes(), cudaMemcpyHostToDevice, stream),
      "copying to the GPU");
  state_->sent.record(stream);
}

void Prefetch::take(Index first, const Tensor& to) {
  const cudaStream_t stream = context().compute;
  const Tensor place = state_->there.rows(first, first + to.numel());
  state_->sent.hold(stream);
  check(cudaMemcpyAsync(to.data<float>(), place.bytes(), place.nbytes(), cudaMemcpyDeviceToDevice,
                        stream),
        "copying on the GPU");
  state_->read.record(stream);
}

}  // namespace posegrad::cuda

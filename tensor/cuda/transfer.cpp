#include "tensor/cuda/transfer.h"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "tensor/cuda/context.h"

namespace posegrad::cuda {
namespace {

/// A mark in a stream. Before it is recorded the first time, whoever waits for it goes on at once.
class Event {
 public:
  Event() {
    context();
    check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "making an event");
  }
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(cudaStream_t stream) { check(cudaEventRecord(event_, stream), "marking a stream"); }
  /// Lets the host wait until the stream has come to the mark.
  void wait() const { check(cudaEventSynchronize(event_), "waiting for a mark"); }
  /// The same for what `stream` is asked from now on.
  void hold(cudaStream_t stream) const {
    check(cudaStreamWaitEvent(stream, event_, 0), "letting a stream wait");
  }

 private:
  cudaEvent_t event_ = nullptr;
};

/// Host memory that copies go from and to without waiting.
template <class T>
std::shared_ptr<T[]> page_locked(std::size_t count) {
  context();
  void* memory = nullptr;
  check(cudaMallocHost(&memory, count * sizeof(T)), "getting page-locked host memory");
  return {static_cast<T*>(memory), [](T* numbers) {
            for (const cudaStream_t stream : {context().compute, context().copy})
              cudaStreamSynchronize(stream);
            cudaFreeHost(numbers);
          }};
}

}  // namespace

struct Uploads::State {
  explicit State(std::size_t bytes) : capacity(bytes) {}

  struct Buffer {
    std::shared_ptr<std::byte[]> memory;
    Event sent;
  };
  std::array<Buffer, 4> buffers;
  std::size_t capacity, next = 0;
};

Uploads::Uploads(std::size_t bytes) : state_(std::make_shared<State>(bytes)) {
  for (State::Buffer& buffer : state_->buffers) buffer.memory = page_locked<std::byte>(bytes);
}

void Uploads::send(void* to, const void* from, std::size_t bytes) {
  if (bytes > state_->capacity)
    throw ValueError(
        fmt::format("an upload of {} bytes; there is room for {}", bytes, state_->capacity));
  State::Buffer& buffer = state_->buffers[state_->next++ % state_->buffers.size()];
  buffer.sent.wait();
  std::memcpy(buffer.memory.get(), from, bytes);
  const cudaStream_t stream = context().compute;
  check(cudaMemcpyAsync(to, buffer.memory.get(), bytes, cudaMemcpyHostToDevice, stream),
        "copying to the GPU");
  buffer.sent.record(stream);
}

struct Readback::State {
  std::shared_ptr<float[]> numbers = page_locked<float>(kNumbers);
  Event there;
};

Readback::Readback() : state_(std::make_shared<State>()) {}

void Readback::ask(int i, const Tensor& scalar) {
  const cudaStream_t stream = context().compute;
  check(cudaMemcpyAsync(&state_->numbers[i], scalar.data<float>(), sizeof(float),
                        cudaMemcpyDeviceToHost, stream),
        "copying a number from the GPU");
  state_->there.record(stream);
}

void Readback::wait() const { state_->there.wait(); }

double Readback::number(int i) const { return static_cast<double>(state_->numbers[i]); }

// The two streams take turns with `there`: the copy stream writes it when the kernels have read
// what was in it (`read`), and they read it when it is written (`sent`).
struct Prefetch::State {
  explicit State(Index numbers)
      : there(Tensor::empty({numbers}, DType::f32, Device::cuda)),
        host(page_locked<float>(static_cast<std::size_t>(numbers))) {}

  // The pool hands it out again in the order of the kernels, which knows nothing of copies: so it
  // outlives `host`, which waits for these.
  Tensor there;
  std::shared_ptr<float[]> host;
  Event sent, read;
};

Prefetch::Prefetch(Index numbers) : state_(std::make_shared<State>(numbers)) {
  state_->read.record(context().compute);  // whoever had that memory before
}

float* Prefetch::host() {
  state_->sent.wait();
  return state_->host.get();
}

void Prefetch::send(Index numbers) {
  const cudaStream_t stream = context().copy;
  const Tensor place = state_->there.rows(0, numbers);
  const void* const from = state_->host.get();
  state_->read.hold(stream);
  check(cudaMemcpyAsync(place.bytes(), from, place.nbytes(), cudaMemcpyHostToDevice, stream),
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

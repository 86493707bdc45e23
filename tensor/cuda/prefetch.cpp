#include "tensor/cuda/prefetch.h"

#include "tensor/cuda/context.h"
#include "tensor/cuda/events.h"

namespace posegrad::cuda {

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

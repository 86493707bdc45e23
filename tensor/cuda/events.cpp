#include "tensor/cuda/events.h"

namespace posegrad::cuda {

Event::Event() {
  context();
  check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "making an event");
}

Event::~Event() { cudaEventDestroy(event_); }

void Event::record(cudaStream_t stream) {
  check(cudaEventRecord(event_, stream), "marking a stream");
}

void Event::wait() const { check(cudaEventSynchronize(event_), "waiting for a mark"); }

void Event::hold(cudaStream_t stream) const {
  check(cudaStreamWaitEvent(stream, event_, 0), "letting a stream wait");
}

void* page_locked(std::size_t bytes) {
  context();
  void* memory = nullptr;
  check(cudaMallocHost(&memory, bytes), "getting page-locked host memory");
  return memory;
}

}  // namespace posegrad::cuda

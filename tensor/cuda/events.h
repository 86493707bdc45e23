#pragma once
#include <cstddef>

#include "tensor/cuda/context.h"

namespace posegrad::cuda {

/// A mark in a stream. Before it is recorded the first time, whoever waits for it goes on at once.
class Event {
 public:
  Event();
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(cudaStream_t stream);
  void wait() const;                     // the host, until the stream has come to the mark
  void hold(cudaStream_t stream) const;  // the same for what `stream` is asked from now on

 private:
  cudaEvent_t event_ = nullptr;
};

/// Host memory that copies go from and to without waiting; for cudaFreeHost.
void* page_locked(std::size_t bytes);

}  // namespace posegrad::cuda

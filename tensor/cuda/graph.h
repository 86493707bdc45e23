#pragma once
#include <functional>
#include <memory>

namespace posegrad::cuda {

/// Kernels that were recorded once and are started together, which costs as much as starting one.
/// They work on the memory that they were recorded with: tensors of the recording must come from a
/// Pool of the graph's owner, and tensors from outside must stay where they are.
class Graph {
 public:
  Graph();
  ~Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// Records what `work` asks of the GPU; nothing of it is done yet. Throws DeviceError for what
  /// cannot be recorded: waiting for the GPU, or copying between it and ordinary host memory.
  void record(const std::function<void()>& work);
  bool is_recorded() const noexcept;
  /// Kernels and copies in it.
  std::size_t size() const noexcept;
  void launch() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether a recording is under way. Copies between ordinary host memory and the GPU ask it: CUDA
/// would record the address of the one and read it later.
bool is_recording() noexcept;

}  // namespace posegrad::cuda

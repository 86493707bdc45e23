#pragma once
#include <functional>
#include <memory>

namespace posegrad::cuda {

/// Kernels that were recorded once and are started together, which costs as much as starting one.
/// They work on the memory that they were recorded with: tensors of the recording must come from a
/// Pool of the graph's owner, and tensors from outside must stay where they are. A handle: its copies
/// share what was recorded.
class Graph {
 public:
  /// Records what `work` asks of the GPU; nothing of it is done yet. Throws DeviceError for what
  /// cannot be recorded: waiting for the GPU, or copying between it and ordinary host memory.
  void record(const std::function<void()>& work);
  bool is_recorded() const noexcept { return executable_ != nullptr; }
  /// Kernels and copies in it.
  std::size_t size() const noexcept { return size_; }
  void launch() const;

 private:
  std::shared_ptr<void> executable_;  // CUDA's
  std::size_t size_ = 0;
};

/// Whether a recording is under way. Copies between ordinary host memory and the GPU ask it: CUDA
/// would record the address of the one and read it later.
bool is_recording() noexcept;

}  // namespace posegrad::cuda

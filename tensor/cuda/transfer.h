#pragma once
#include <cstddef>
#include <memory>

#include "tensor/tensor.h"

// Handles: their copies share the buffers.
namespace posegrad::cuda {

/// Small uploads that nobody waits for: a few buffers of page-locked host memory that take turns.
class Uploads {
 public:
  /// Of at most `bytes` each.
  explicit Uploads(std::size_t bytes);

  /// Copies bytes to the GPU in the order of the kernels; `from` may be used again at once. Throws
  /// ValueError for more bytes than there is room for.
  void send(void* to, const void* from, std::size_t bytes);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Numbers that kernels make and the host wants while the GPU works on.
class Readback {
 public:
  Readback();

  static constexpr int kNumbers = 2;
  /// Number `i` will be what `scalar`, one f32 on the GPU, is when the kernels so far are done.
  void ask(int i, const Tensor& scalar);
  /// Waits for what was asked, not for what was started since.
  void wait() const;
  double number(int i) const;  // after wait()

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// An upload that runs beside the kernels, on the copy stream: while they work on what came before,
/// what comes next lies ready on the GPU. Numbers are f32.
class Prefetch {
 public:
  /// Room for `numbers`, on the GPU and in page-locked host memory.
  explicit Prefetch(Index numbers);

  /// Where the host puts the numbers; waits until those before have left.
  float* host();
  /// Starts the upload of the first `numbers` of them.
  void send(Index numbers);
  /// Copies what was sent, from `first` on, to a tensor on the GPU, in the order of the kernels.
  void take(Index first, const Tensor& to);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace posegrad::cuda

#pragma once
#include <memory>

#include "tensor/tensor.h"

namespace posegrad::cuda {

/// An upload that runs beside the kernels, on the copy stream: while they work on what came before,
/// what comes next lies ready on the GPU. Numbers are f32.
class Prefetch {
 public:
  /// Room for `numbers`, on the GPU and in page-locked host memory.
  explicit Prefetch(Index numbers);
  ~Prefetch();
  Prefetch(const Prefetch&) = delete;
  Prefetch& operator=(const Prefetch&) = delete;

  /// Where the host puts the numbers; waits until those before have left.
  float* host();
  /// Starts the upload of the first `numbers` of them.
  void send(Index numbers);
  /// Copies what was sent, from `first` on, to a tensor on the GPU, in the order of the kernels.
  void take(Index first, const Tensor& to);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace posegrad::cuda

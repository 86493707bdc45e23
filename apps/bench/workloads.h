#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tensor/device.h"
#include "tensor/dtype.h"
#include "tensor/tensor.h"

namespace posegrad::apps {

/// Seconds of a piece of work: the median of so many runs, after one that asks the system for its
/// memory.
double median_seconds(int repeats, const std::function<void()>& work);

/// A training or evaluation of random data to measure.
struct Workload {
  std::vector<Index> widths = {3, 3, 3};
  Index channels = 1024;
  Index batch = 1024;   // training: output frames of a step
  Index stride = 1;     // training: output frames of a chunk
  Index frames = 2000;  // evaluation: output frames of a sequence
  Index sequences = 1;  // evaluation: so many of them together
  bool mirror = true;   // evaluation: with the mirrored copy, a pair counts as one frame
  bool fast = true;     // evaluation by InferenceModel, training with fused ops
  int repeats = 5;
  Device device = Device::cpu;
};

/// Medians over the repeats; one more before them is not counted.
struct WorkloadSpeed {
  double seconds = 0;     // of a step, or of one evaluation of everything
  double per_second = 0;  // output frames
  /// By the definition of the convolutions: 2 operations a multiply-add, without batch norm and the
  /// like, and without the gradient of the input that nobody needs. Evaluation may exceed the
  /// machine's rate, as Winograd's convolution does fewer.
  double gflops_per_second = 0;
};

/// Numbers in [-0.5, 0.5), the same every time; another `seed`, others.
Tensor bench_numbers(const Shape& shape, std::uint32_t seed = 1);

/// Forward, backward and Adam of a step; the batch lies ready. On a GPU the batch is gathered
/// there, as training does it.
WorkloadSpeed measure_training(const Workload& work);
/// The sequences are padded already; the model is made once.
WorkloadSpeed measure_evaluation(const Workload& work);

/// What a kernel took of a job.
struct OpShare {
  std::string op;
  Index calls = 0;
  double seconds = 0;
  double gflop = 0, gigabytes = 0;  // by the op's own formulas
  bool is_product = false;          // a matrix product: limited by the rate of those
};
/// The kernels of one training step or one evaluation, the longest first, and its seconds.
struct Profile {
  double seconds = 0;
  std::vector<OpShare> ops;
};
/// Of the second run of a piece of work.
Profile profile_of(const std::function<void()>& work);
Profile profile_training(const Workload& work);
Profile profile_evaluation(const Workload& work);

/// What a job would take if its matrix products ran at `gflops` a second, and nothing else took
/// more than reading and writing its tensors at `gigabytes` a second.
struct Limit {
  double product_seconds = 0, memory_seconds = 0;
};
Limit limit_of(const Profile& profile, double gflops, double gigabytes);

/// GB/s of a copy of 256 MiB from memory to memory of a device: bytes read and written.
double measure_copy(int repeats, Device device);
/// GFLOP/s of a matrix product as large as those of a step: rows x channels x 3 channels. In float;
/// on a GPU in precision().
double measure_product(Index rows, Index channels, int repeats, Device device);

}  // namespace posegrad::apps

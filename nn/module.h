#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "autograd/batch_part.h"
#include "autograd/variable.h"
#include "tensor/rng.h"

namespace posegrad::nn {

struct NamedVariable {
  std::string name;  // dotted path: "expand_bn.weight"
  Variable variable;
};

struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// Parameters (trained) and buffers (running statistics, counters) of a model, in a fixed order.
/// `all` holds both in the order in which PyTorch lists a state dict; the tensors share storage
/// with the model.
struct State {
  std::vector<NamedVariable> parameters;
  std::vector<NamedTensor> all;

  void add_parameter(std::string name, const Variable& variable);
  void add_buffer(std::string name, const Tensor& tensor);
  Index parameter_count() const;  // numbers, not tensors
};

/// A part of a model. A module names what it owns in collect(), once; everything else (training,
/// saving, counting) goes through that list. Copies share parameters, as copies of Variable do.
class Module {
 public:
  virtual ~Module() = default;

  /// Adds parameters and buffers under `prefix` ("" or "layer."), in PyTorch's order.
  virtual void collect(const std::string& prefix, State& state) const = 0;
  State state() const;

 protected:
  Module() = default;
  Module(const Module&) = default;
  Module& operator=(const Module&) = default;
  Module(Module&&) = default;
  Module& operator=(Module&&) = default;
};

/// Brings parameters and buffers to a device, for all who hold them.
void move_to(const Module& module, Device device);

/// What a forward pass is for: batch norm and dropout differ.
enum class Mode { training, evaluation };

/// Keys for the random numbers of a run, one per use (a dropout layer in one step), in order.
/// Saving seed and counter is enough to go on with the same numbers.
struct RandomStream {
  std::uint64_t seed = 0;
  std::uint64_t counter = 0;
  Tensor offset = {};  // (), i64: added to the counters of all keys where it is not empty

  RandomKey next() { return {seed, counter++}; }
};

/// The samples of one shard, where several work on a batch (tensor/shards).
struct Shard {
  Communicator* group;
  Index samples,
      of;  // of the batch are here; 0: none, and what is here in their place counts for nothing
  /// Where they stand in the batch: those before `split` here `before` later there, the others `behind`
  /// later.
  Index split = 0, before = 0, behind = 0;

  BatchPart part() const { return {group, samples > 0}; }
  double share() const { return static_cast<double>(samples) / static_cast<double>(of); }
  /// Of the numbers of x (N, ...).
  RandomPlaces places(const Variable& x) const;
};

/// What a forward pass is for. Training uses the batch's statistics, updates the running ones with
/// `momentum` and draws dropout masks from `random`; evaluation needs neither.
struct Pass {
  Mode mode = Mode::evaluation;
  double momentum = 0.1;
  RandomStream* random = nullptr;
  bool fused =
      true;  // block ends as one op; off: as the ops it is made of, same results to rounding
  DType activations = DType::f32;  // bf16: on a GPU, what layers hand on is stored in it
  /// (), on the device, for recorded steps: in the place of `momentum` where it is not empty.
  Tensor device_momentum = {};
  const Shard* shard = nullptr;  // null: the batch is whole
};

}  // namespace posegrad::nn

#pragma once
#include <string>
#include <vector>

#include "autograd/variable.h"

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

}  // namespace posegrad::nn

#pragma once
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "autograd/gradient.h"
#include "tensor/call_site.h"
#include "tensor/tensor.h"

namespace posegrad {

struct Node;

/// A tensor in a computation, with the op that made it and, after backward(), its gradient. Copies
/// are the same variable. Default constructed: empty.
class Variable {
 public:
  Variable() = default;
  /// A leaf: data, or with requires_grad a parameter.
  explicit Variable(Tensor value, bool requires_grad = false);

  bool defined() const noexcept { return state_ != nullptr; }
  const Tensor& value() const;
  const Shape& shape() const { return value().shape(); }
  Index dim(int axis) const { return value().dim(axis); }
  DType dtype() const { return value().dtype(); }
  /// Replaces a leaf's numbers. Throws ValueError for a variable that an op made.
  void set_value(Tensor value);

  bool requires_grad() const noexcept;
  /// dL/d(this) after backward(); empty before, and for variables that an op made.
  const Tensor& grad() const;
  void set_grad(Tensor grad);
  void zero_grad() { set_grad({}); }

  /// The same numbers without the computation behind them.
  Variable detach() const { return Variable(value()); }

  const std::shared_ptr<Node>& node() const;  // null for a leaf
  bool same_as(const Variable& other) const noexcept { return state_ == other.state_; }

 private:
  friend Variable record(
      std::string_view, Tensor, std::vector<Variable>,
      std::function<std::vector<Gradient>(const Tensor&, const std::vector<bool>&)>);
  struct State;
  std::shared_ptr<State> state_;
};

/// Which inputs need a gradient, in input order.
using Wants = std::vector<bool>;
/// Gradients in input order, each of its input's shape; empty where not wanted.
using Grads = std::vector<Gradient>;
/// Gives dL/d(inputs) from dy = dL/d(output). Holds the tensors it needs; never its own output's
/// variable, which would be a cycle. It only returns gradients: accumulation is the engine's.
/// Called once: it may let go of what it holds.
using Backward = std::function<Grads(const Tensor& dy, const Wants& wants)>;

/// One op of a recorded computation.
struct Node {
  std::string_view op;
  std::vector<Variable> inputs;
  Backward backward;
  const ScopeName* scope;  // where it was recorded
  Node(std::string_view op_name, std::vector<Variable> op_inputs, Backward op_backward);
  ~Node();  // releases long chains without recursion
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
};

/// The output variable of an op. Records inputs and backward only when a gradient may be asked for:
/// some input requires one and no NoGrad scope is active.
Variable record(std::string_view op, Tensor value, std::vector<Variable> inputs, Backward backward);

/// While one is alive in this thread, ops record nothing.
class NoGrad {
 public:
  NoGrad();
  ~NoGrad();
  NoGrad(const NoGrad&) = delete;
  NoGrad& operator=(const NoGrad&) = delete;

 private:
  bool before_;
};
bool grad_enabled() noexcept;

/// Called with a leaf as soon as its gradient is complete.
using LeafDone = std::function<void(Variable leaf)>;

/// Adds d(sum of seed * output)/d(leaf) to the gradient of every leaf that requires one, and
/// releases the graph. seed: of output's shape; default 1 for an output of one number. Throws
/// ShapeError for a seed of another shape or a missing one, ValueError when nothing was recorded.
void backward(const Variable& output, Tensor seed = {}, const LeafDone& leaf_done = {});

}  // namespace posegrad

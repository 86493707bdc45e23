#include <algorithm>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "autograd/gradient.h"
#include "autograd/variable.h"
#include "tensor/error.h"
#include "tensor/kernels/arithmetic.h"

namespace posegrad {
namespace {

// Nodes from the output to the leaves, every node after all nodes that use its output (reverse
// post-order).
std::vector<std::shared_ptr<Node>> users_first(const std::shared_ptr<Node>& root) {
  struct Visit {
    std::shared_ptr<Node> node;
    std::size_t next_input;
  };
  std::vector<std::shared_ptr<Node>> order;
  std::unordered_set<Node*> seen{root.get()};
  std::vector<Visit> stack{{root, 0}};
  while (!stack.empty()) {
    Visit& top = stack.back();
    if (top.next_input == top.node->inputs.size()) {
      order.push_back(top.node);
      stack.pop_back();
      continue;
    }
    const std::shared_ptr<Node>& input = top.node->inputs[top.next_input++].node();
    if (input && seen.insert(input.get()).second) stack.push_back({input, 0});
  }
  std::ranges::reverse(order);
  return order;
}

// The second gradient is added into the first one's memory only when nobody else has it: an op may
// return one tensor for two inputs, or one that it keeps.
class GradSum {
 public:
  void add(const Gradient& grad) {
    if (grad.is_slice()) {
      slices_.push_back(grad);
    } else if (!sum_.defined()) {
      sum_ = grad.whole();
    } else if (sum_.is_sole_owner()) {
      kernels::add_into(sum_, grad.whole());
    } else {
      sum_ = kernels::add(sum_, grad.whole());
    }
  }
  Tensor take() {
    for (const Gradient& slice : slices_) {
      if (!sum_.defined()) {
        sum_ = slice.whole();
        continue;
      }
      if (!sum_.is_sole_owner()) sum_ = sum_.clone();
      slice.add_slice_to(sum_);
    }
    slices_.clear();
    return std::move(sum_);
  }

 private:
  Tensor sum_;
  std::vector<Gradient> slices_;  // added in the end
};

/// Where the gradient of a node's input goes. What an op made is not held here, so that its numbers
/// can go as soon as the node's backward has used them.
struct Target {
  std::shared_ptr<Node> node;  // that made the input
  Variable leaf;               // the input where no op made it
  Shape shape;
  DType dtype;

  explicit Target(const Variable& input)
      : node(input.node()),
        leaf(input.node() ? Variable() : input),
        shape(input.shape()),
        dtype(input.dtype()) {}
};

/// How often leaves are used, for who wants to know when the last gradient came.
class LeafUses {
 public:
  LeafUses(const std::vector<std::shared_ptr<Node>>& nodes, const LeafDone& leaf_done)
      : leaf_done_(leaf_done) {
    if (!leaf_done_) return;
    for (const std::shared_ptr<Node>& node : nodes)
      for (const Variable& input : node->inputs)
        if (!input.node() && input.requires_grad()) ++left_[&input.value()];
  }
  void done(const Variable& leaf) {
    if (leaf_done_ && --left_[&leaf.value()] == 0) complete_.push_back(leaf);
  }
  /// When nobody else holds their gradients any more.
  void tell() {
    for (const Variable& leaf : std::exchange(complete_, {})) leaf_done_(leaf);
  }

 private:
  const LeafDone& leaf_done_;
  std::unordered_map<const Tensor*, Index> left_;
  std::vector<Variable> complete_;
};

void check_gradient(const Node& node, std::size_t input, const Target& target,
                    const Gradient& grad) {
  if (!(grad.shape() == target.shape) || grad.dtype() != target.dtype)
    throw ShapeError(
        fmt::format("{}: its backward returned a gradient of shape {} for input {} of shape {}",
                    node.op, grad.shape().to_string(), input, target.shape.to_string()));
}

}  // namespace

void backward(const Variable& output, Tensor seed, const LeafDone& leaf_done) {
  if (!output.requires_grad())
    throw ValueError("backward: the output depends on nothing that requires a gradient");
  if (!seed.defined()) {
    if (output.value().numel() != 1)
      throw ShapeError(fmt::format("backward: an output of shape {} needs a seed of that shape",
                                   output.shape().to_string()));
    seed = Tensor::full(output.shape(), 1.0, output.dtype(), output.value().device());
  }
  if (!(seed.shape() == output.shape()))
    throw ShapeError(fmt::format("backward: the seed has shape {}, the output {}",
                                 seed.shape().to_string(), output.shape().to_string()));
  if (!output.node()) {
    Variable leaf = output;
    leaf.set_grad(leaf.grad().defined() ? kernels::add(leaf.grad(), seed) : seed.clone());
    if (leaf_done) leaf_done(leaf);
    return;
  }

  std::unordered_map<Node*, GradSum> grads;
  grads[output.node().get()].add(seed);
  std::vector<std::shared_ptr<Node>> order = users_first(output.node());
  LeafUses uses(order, leaf_done);
  for (std::shared_ptr<Node>& place : order) {
    uses.tell();
    const std::shared_ptr<Node> node = std::move(place);
    const BackwardScope scope(node->scope);
    const Tensor dy = grads[node.get()].take();
    grads.erase(node.get());
    if (!dy.defined()) continue;
    if (!node->backward)
      throw ValueError(fmt::format(
          "backward: the graph behind '{}' was released by an earlier backward", node->op));
    Wants wants;
    std::vector<Target> targets;
    for (const Variable& input : node->inputs) {
      wants.push_back(input.requires_grad());
      targets.emplace_back(input);
    }
    node->inputs.clear();
    const Grads input_grads = std::exchange(node->backward, nullptr)(dy, wants);
    for (std::size_t i = 0; i < targets.size(); ++i) {
      if (!wants[i] || !input_grads.at(i).defined()) continue;
      Target& target = targets[i];
      check_gradient(*node, i, target, input_grads[i]);
      if (target.node) {
        grads[target.node.get()].add(input_grads[i]);
      } else {
        Variable& leaf = target.leaf;
        const Tensor grad = input_grads[i].whole();
        leaf.set_grad(leaf.grad().defined() ? kernels::add(leaf.grad(), grad) : grad);
        uses.done(leaf);
      }
    }
  }
  uses.tell();
}

Gradient Gradient::of_slice(Tensor dy, int axis, SliceRange range, Index L) {
  Gradient gradient(std::move(dy));
  gradient.axis_ = axis;
  gradient.range_ = range;
  gradient.length_ = L;
  return gradient;
}

Shape Gradient::shape() const {
  if (!is_slice()) return numbers_.shape();
  return numbers_.shape().with(numbers_.shape().axis(axis_), length_);
}

Tensor Gradient::whole() const {
  return is_slice() ? kernels::slice_grad(numbers_, axis_, range_, length_) : numbers_;
}

void Gradient::add_slice_to(const Tensor& sum) const {
  kernels::slice_add_into(sum, numbers_, axis_, range_);
}

}  // namespace posegrad

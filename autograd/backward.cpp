#include <algorithm>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "autograd/variable.h"
#include "tensor/error.h"
#include "tensor/kernels/elementwise.h"

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
  void add(Tensor grad) {
    if (!sum_.defined()) {
      sum_ = std::move(grad);
    } else if (sum_.is_sole_owner()) {
      kernels::add_into(sum_, grad);
    } else {
      sum_ = kernels::add(sum_, grad);
    }
  }
  Tensor take() { return std::move(sum_); }

 private:
  Tensor sum_;
};

void check_gradient(const Node& node, std::size_t input, const Tensor& value, const Tensor& grad) {
  if (!(grad.shape() == value.shape()) || grad.dtype() != value.dtype())
    throw ShapeError(
        fmt::format("{}: its backward returned a gradient of shape {} for input {} of shape {}",
                    node.op, grad.shape().to_string(), input, value.shape().to_string()));
}

}  // namespace

void backward(const Variable& output, Tensor seed) {
  if (!output.requires_grad())
    throw ValueError("backward: the output depends on nothing that requires a gradient");
  if (!seed.defined()) {
    if (output.value().numel() != 1)
      throw ShapeError(fmt::format("backward: an output of shape {} needs a seed of that shape",
                                   output.shape().to_string()));
    seed = Tensor::full(output.shape(), 1.0, output.dtype());
  }
  if (!(seed.shape() == output.shape()))
    throw ShapeError(fmt::format("backward: the seed has shape {}, the output {}",
                                 seed.shape().to_string(), output.shape().to_string()));
  if (!output.node()) {
    Variable leaf = output;
    leaf.set_grad(leaf.grad().defined() ? kernels::add(leaf.grad(), seed) : seed.clone());
    return;
  }

  std::unordered_map<Node*, GradSum> grads;
  grads[output.node().get()].add(seed);
  for (std::shared_ptr<Node>& place : users_first(output.node())) {
    const std::shared_ptr<Node> node = std::move(place);
    const Tensor dy = grads[node.get()].take();
    grads.erase(node.get());
    if (!dy.defined()) continue;
    if (!node->backward)
      throw ValueError(fmt::format(
          "backward: the graph behind '{}' was released by an earlier backward", node->op));
    Wants wants;
    for (const Variable& input : node->inputs) wants.push_back(input.requires_grad());
    Grads input_grads = node->backward(dy, wants);
    // Frees what it held, and the inputs that nobody needs any more, as early as possible.
    node->backward = nullptr;
    const std::vector<Variable> inputs = std::exchange(node->inputs, {});
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!wants[i] || !input_grads.at(i).defined()) continue;
      check_gradient(*node, i, inputs[i].value(), input_grads[i]);
      Variable input = inputs[i];
      if (input.node()) {
        grads[input.node().get()].add(std::move(input_grads[i]));
      } else {
        input.set_grad(input.grad().defined() ? kernels::add(input.grad(), input_grads[i])
                                              : input_grads[i]);
      }
    }
  }
}

}  // namespace posegrad

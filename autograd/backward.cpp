#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "autograd/variable.h"
#include "tensor/error.h"
#include "tensor/kernels/elementwise.h"

namespace posegrad {
namespace {

// Nodes from the output to the leaves, every node after all nodes that use its output (reverse
// post-order).
std::vector<Node*> users_first(const std::shared_ptr<Node>& root) {
  struct Visit {
    Node* node;
    std::size_t next_input;
  };
  std::vector<Node*> order;
  std::unordered_set<Node*> seen{root.get()};
  std::vector<Visit> stack{{root.get(), 0}};
  while (!stack.empty()) {
    Visit& top = stack.back();
    if (top.next_input == top.node->inputs.size()) {
      order.push_back(top.node);
      stack.pop_back();
      continue;
    }
    Node* const input = top.node->inputs[top.next_input++].node().get();
    if (input != nullptr && seen.insert(input).second) stack.push_back({input, 0});
  }
  return {order.rbegin(), order.rend()};
}

// The second gradient is added into the first one's memory only when we own it: an op may return
// one tensor for two inputs.
class GradSum {
 public:
  void add(const Tensor& grad) {
    if (!sum_.defined()) {
      sum_ = grad;
    } else if (owned_) {
      kernels::add_into(sum_, grad);
    } else {
      sum_ = kernels::add(sum_, grad);
      owned_ = true;
    }
  }
  Tensor take() { return std::move(sum_); }

 private:
  Tensor sum_;
  bool owned_ = false;
};

void check_gradient(const Node& node, std::size_t input, const Tensor& grad) {
  const Tensor& value = node.inputs[input].value();
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
  for (Node* const node : users_first(output.node())) {
    const Tensor dy = grads[node].take();
    grads.erase(node);
    if (!dy.defined()) continue;
    if (!node->backward)
      throw ValueError(fmt::format(
          "backward: the graph behind '{}' was released by an earlier backward", node->op));
    Wants wants;
    for (const Variable& input : node->inputs) wants.push_back(input.requires_grad());
    const Grads input_grads = node->backward(dy, wants);
    node->backward = nullptr;  // frees the tensors that it held as early as possible
    for (std::size_t i = 0; i < node->inputs.size(); ++i) {
      if (!wants[i] || !input_grads.at(i).defined()) continue;
      check_gradient(*node, i, input_grads[i]);
      Variable& input = node->inputs[i];
      if (input.node()) {
        grads[input.node().get()].add(input_grads[i]);
      } else {
        input.set_grad(input.grad().defined() ? kernels::add(input.grad(), input_grads[i])
                                              : input_grads[i]);
      }
    }
  }
}

}  // namespace posegrad

#include "autograd/variable.h"

#include <utility>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad {
namespace {
thread_local bool t_grad_enabled = true;
}  // namespace

struct Variable::State {
  Tensor value, grad;
  bool requires_grad = false;
  std::shared_ptr<Node> node;
};

Variable::Variable(Tensor value, bool requires_grad)
    : state_(std::make_shared<State>(State{std::move(value), {}, requires_grad, nullptr})) {}

const Tensor& Variable::value() const {
  if (!state_) throw ValueError("an empty variable has no value");
  return state_->value;
}

void Variable::set_value(Tensor value) {
  if (!state_ || state_->node) throw ValueError("only a leaf variable's value can be replaced");
  state_->value = std::move(value);
}

bool Variable::requires_grad() const noexcept { return state_ && state_->requires_grad; }

const Tensor& Variable::grad() const {
  static const Tensor none;
  return state_ ? state_->grad : none;
}

void Variable::set_grad(Tensor grad) {
  if (!state_) throw ValueError("an empty variable has no gradient");
  if (grad.defined() && !(grad.shape() == shape()))
    throw ShapeError(fmt::format("a gradient of shape {} does not fit a variable of shape {}",
                                 grad.shape().to_string(), shape().to_string()));
  state_->grad = std::move(grad);
}

const std::shared_ptr<Node>& Variable::node() const {
  static const std::shared_ptr<Node> none;
  return state_ ? state_->node : none;
}

Node::Node(std::string_view op_name, std::vector<Variable> op_inputs, Backward op_backward)
    : op(op_name),
      inputs(std::move(op_inputs)),
      backward(std::move(op_backward)),
      scope(call_site().scope) {}

// A chain of a million nodes would recurse a million destructors deep; a list of the last owners
// does not.
Node::~Node() {
  thread_local std::vector<Variable>* pending = nullptr;
  if (pending != nullptr) {
    for (Variable& input : inputs) pending->push_back(std::move(input));
    return;
  }
  std::vector<Variable> queue = std::move(inputs);
  pending = &queue;
  while (!queue.empty()) {
    const Variable last = std::move(queue.back());
    queue.pop_back();
  }
  pending = nullptr;
}

Variable record(std::string_view op, Tensor value, std::vector<Variable> inputs,
                Backward backward) {
  bool wanted = false;
  for (const Variable& input : inputs) wanted = wanted || input.requires_grad();
  Variable output(std::move(value), wanted && t_grad_enabled);
  if (output.requires_grad())
    output.state_->node = std::make_shared<Node>(op, std::move(inputs), std::move(backward));
  return output;
}

NoGrad::NoGrad() : before_(std::exchange(t_grad_enabled, false)) {}
NoGrad::~NoGrad() { t_grad_enabled = before_; }
bool grad_enabled() noexcept { return t_grad_enabled; }

}  // namespace posegrad

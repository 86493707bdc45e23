#include <memory>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/cpu_pool.h"
#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

Variable parameter(double value) { return Variable(Tensor::scalar(value, DType::f64), true); }

}  // namespace

BOOST_AUTO_TEST_SUITE(backward_engine)

BOOST_AUTO_TEST_CASE(a_diamond_adds_both_paths) {
  const Variable x = parameter(3);
  const Variable left = x * 2, right = x * x;
  backward(left * right);  // 2 x^3
  BOOST_TEST(x.grad().item() == 54);
}

BOOST_AUTO_TEST_CASE(a_chain_of_diamonds_visits_each_node_once) {
  // y doubles 60 times: 2^60 paths from the end to x.
  const Variable x = parameter(1);
  Variable y = x;
  for (int i = 0; i < 60; ++i) y = y + y;
  backward(y);
  BOOST_TEST(x.grad().item() == 0x1p60);
}

BOOST_AUTO_TEST_CASE(a_node_waits_for_all_its_users) {
  // The short path from `a` to the output must not run a's backward before the long one has
  // arrived.
  const Variable x = parameter(2);
  const Variable a = x * x;
  Variable longer = a;
  for (int i = 0; i < 5; ++i) longer = longer * 3;
  backward(a + longer);
  BOOST_TEST(x.grad().item() == 4 * (1 + 243));
}

BOOST_AUTO_TEST_CASE(a_gradient_shared_by_two_inputs_is_not_written_to) {
  // add returns one tensor for both inputs; what is added for x later must not change y's gradient.
  const Variable x(Tensor::full({3}, 1, DType::f64), true),
      y(Tensor::full({3}, 1, DType::f64), true);
  const Variable a = x * 1, b = y * 1;
  const Tensor seed = Tensor::full({3}, 1, DType::f64);
  backward((a + b) + a + a, seed);
  BOOST_TEST(x.grad().at(0) == 3);
  BOOST_TEST(y.grad().at(0) == 1);
  BOOST_TEST(seed.at(0) == 1);
}

BOOST_AUTO_TEST_CASE(a_chain_of_200000_ops_needs_no_stack) {
  const Variable x = parameter(1);
  {
    Variable y = x;
    for (int i = 0; i < 200000; ++i) y = y + 1;
    backward(y);
    BOOST_TEST(x.grad().item() == 1);
  }
  Variable dropped = x;  // released without a backward
  for (int i = 0; i < 200000; ++i) dropped = dropped + x;
  dropped = {};
}

BOOST_AUTO_TEST_CASE(gradients_of_two_backward_calls_add_up) {
  const Variable x = parameter(3);
  backward(x * x);
  BOOST_TEST(x.grad().item() == 6);
  const Tensor first = x.grad();
  backward(x * 5);
  BOOST_TEST(x.grad().item() == 11);
  BOOST_TEST(first.item() == 6);
  Variable handle = x;
  handle.zero_grad();
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_CASE(a_leaf_is_its_own_gradient) {
  const Variable x = parameter(3);
  const Tensor seed = Tensor::scalar(4, DType::f64);
  backward(x, seed);
  BOOST_TEST(!x.grad().shares_storage(seed));
  backward(x);
  BOOST_TEST(x.grad().item() == 5);
}

BOOST_AUTO_TEST_CASE(only_leaves_that_ask_get_gradients) {
  const Variable x = parameter(3), data(Tensor::scalar(2, DType::f64));
  const Variable y = x * data;
  backward(y);
  BOOST_TEST(x.grad().item() == 2);
  BOOST_TEST(!data.grad().defined());
  BOOST_TEST(!y.grad().defined());
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_without_need) {
  const Variable x = parameter(3), data(Tensor::scalar(2, DType::f64));
  BOOST_TEST(!(data * data).requires_grad());
  BOOST_TEST((data * data).node() == nullptr);
  BOOST_TEST(!(x.detach() * x.detach()).requires_grad());
  {
    const NoGrad outer;
    {
      const NoGrad inner;
      BOOST_TEST(!grad_enabled());
    }
    BOOST_TEST(!grad_enabled());
    const Variable y = x * x;
    BOOST_TEST(!y.requires_grad());
    BOOST_TEST(y.value().item() == 9);
  }
  BOOST_TEST(grad_enabled());
  BOOST_TEST((x * x).requires_grad());
}

BOOST_AUTO_TEST_CASE(wrong_seeds_are_refused) {
  const Variable x(random_tensor({2, 3}), true);
  const Variable y = x * 2;
  BOOST_CHECK_EXCEPTION(backward(y), ShapeError,
                        mentions("an output of shape (2, 3) needs a seed of that shape"));
  BOOST_CHECK_EXCEPTION(backward(y, Tensor::zeros({3, 2})), ShapeError,
                        mentions("the seed has shape (3, 2), the output (2, 3)"));
  BOOST_CHECK_EXCEPTION(backward(Variable(Tensor::scalar(1))), ValueError,
                        mentions("the output depends on nothing that requires a gradient"));
  backward(y, Tensor::full({2, 3}, 1));  // the refusals left the graph whole
  BOOST_TEST(x.grad().at(5) == 2);
}

BOOST_AUTO_TEST_CASE(a_second_backward_through_the_same_graph_is_refused) {
  const Variable x = parameter(3);
  const Variable y = x * x;
  backward(y);
  BOOST_CHECK_EXCEPTION(backward(y), ValueError, mentions("the graph behind 'mul' was released"));
  // Also when only a part of it was.
  const Variable shared = x * x, first = shared * 2, second = shared * 3;
  backward(first);
  BOOST_CHECK_EXCEPTION(backward(second), ValueError,
                        mentions("the graph behind 'mul' was released"));
}

BOOST_AUTO_TEST_CASE(a_backward_of_the_wrong_shape_is_named) {
  const Variable x(random_tensor({2, 3}), true);
  const Variable y = record("broken", x.value(), {x}, [](const Tensor&, const Wants&) -> Grads {
    return {Tensor::zeros({3, 2})};
  });
  BOOST_CHECK_EXCEPTION(
      backward(y, Tensor::zeros({2, 3})), ShapeError,
      mentions(
          "broken: its backward returned a gradient of shape (3, 2) for input 0 of shape (2, 3)"));
}

BOOST_AUTO_TEST_CASE(graphs_are_released) {
  const auto live = [] { return cpu_pool::stats().live_bytes; };
  const std::size_t before = live();
  {
    const Variable x(random_tensor({64, 64}), true),
        w(random_tensor({64, 64}, DType::f32, 2), true);
    const std::size_t leaves = live();
    std::weak_ptr<Node> node;
    {
      const Variable y = relu(matmul(x, w) + sum(x, {0})) / 3 - w * x;
      node = y.node();
      BOOST_TEST(!node.expired());
      BOOST_TEST(live() > leaves);
    }
    BOOST_TEST(node.expired());  // dropped without a backward
    BOOST_TEST(live() == leaves);
    {
      const Variable loss = mean(relu(matmul(x, w) + sum(x, {0})) / 3 - reshape(w * x, {64, 64}));
      node = loss.node();
      backward(loss);
    }
    BOOST_TEST(node.expired());
    BOOST_TEST(live() == leaves + x.grad().nbytes() + w.grad().nbytes());
  }
  BOOST_TEST(live() == before);
}

BOOST_AUTO_TEST_CASE(backward_frees_what_the_closures_held) {
  const Variable x = parameter(2);
  std::weak_ptr<int> held;
  Variable y;
  {
    const auto token = std::make_shared<int>(0);
    held = token;
    y = record("holder", x.value(), {x},
               [token](const Tensor& dy, const Wants&) -> Grads { return {dy}; });
  }
  BOOST_TEST(!held.expired());
  const Variable loss = y * 2;
  backward(loss);
  BOOST_TEST(held.expired());  // although loss and y are still there
  BOOST_TEST(x.grad().item() == 2);
}

BOOST_AUTO_TEST_CASE(empty_variables_are_refused) {
  const Variable none;
  BOOST_TEST(!none.requires_grad());
  BOOST_CHECK_EXCEPTION(none + none, ValueError, mentions("an empty variable has no value"));
  Variable x = parameter(1);
  BOOST_CHECK_EXCEPTION(x.set_grad(Tensor::zeros({2})), ShapeError,
                        mentions("a gradient of shape (2,) does not fit a variable of shape ()"));
  Variable y = x * x;
  BOOST_CHECK_EXCEPTION(y.set_value(Tensor::scalar(1)), ValueError, mentions("only a leaf"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "audit/recorder.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "audit/records.h"
#include "autograd/ops.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/pointwise.h"
#include "tests/support/random_tensor.h"

namespace posegrad::audit {
namespace {

using test::random_tensor;

// y = relu(a + b) in "step" > "layer".
Tensor one_step(const Tensor& a, const Tensor& b) {
  const CallScope step("recorder step"), layer("layer");
  return kernels::relu(kernels::add(a, b));
}

/// A call whose kernel computed something else.
class WrongSum final : public KernelCall {
 public:
  const OpInfo& info() const override { return kernels::Add::info; }
  std::vector<Tensor> inputs() const override { return {}; }
  std::vector<Tensor> outputs() const override { return {y}; }
  const Contract& contract() const override { return contract_of<kernels::Add>; }
  double value(std::string_view) const override { return 0; }
  Reference reference(int, Index element) const override {
    return {static_cast<double>(element), 1, 1};
  }
  std::unique_ptr<KernelCall> keep_inputs() const override { return nullptr; }
  Tensor y;
};

BOOST_AUTO_TEST_SUITE(audit_recorder)

BOOST_AUTO_TEST_CASE(a_call_is_recorded_with_its_place_its_numbers_and_its_check) {
  const Tensor a = random_tensor({7, 5}, DType::f32, 1), b = random_tensor({7, 5}, DType::f32, 2);
  Recorder recorder({.elements = 0});
  const Tensor y = one_step(a, b);
  const Audit audit = recorder.take();
  BOOST_TEST(audit.all_calls == 2);
  BOOST_REQUIRE(audit.calls.size() == 2U);
  const CallRecord &sum = audit.calls[0], &relu = audit.calls[1];
  BOOST_TEST(sum.op->name == "add");
  BOOST_TEST(sum.scope == "recorder step/layer");
  BOOST_TEST(!sum.backward);
  BOOST_TEST(sum.flops == 35);
  BOOST_TEST(sum.bytes == 3 * 35 * 4);
  BOOST_TEST(sum.inputs.size() == 2U);
  BOOST_TEST(!sum.inputs[0].from.has_value());
  BOOST_TEST(*relu.inputs[0].from == sum.number);
  BOOST_TEST(relu.outputs[0].sha256 == sha256(y));
  BOOST_TEST(relu.outputs[0].sha256.size() == 64U);
  BOOST_TEST(sum.outputs[0].check->checked == 35);
  BOOST_TEST(sum.outputs[0].check->outside == 0);
  BOOST_TEST(sum.outputs[0].check->largest_error > 0);
  BOOST_TEST(sum.outputs[0].check->worst.share() <= 1);
  BOOST_TEST(relu.outputs[0].check->largest_error == 0);
  BOOST_REQUIRE(audit.totals.size() == 2U);
  BOOST_TEST(audit.totals[0].checked_elements == 35);
}

BOOST_AUTO_TEST_CASE(backward_calls_carry_the_layer_that_the_op_was_recorded_in) {
  Variable x(random_tensor({2, 9, 3}, DType::f32, 1), true),
      w(random_tensor({4, 3, 3}, DType::f32, 2), true);
  Recorder recorder({});
  {
    const CallScope step("recorder step");
    Variable y;
    {
      const CallScope layer("conv");
      y = conv1d(x, w);
    }
    backward(sum(y));
  }
  const Audit audit = recorder.take();
  int gradients = 0;
  for (const CallRecord& call : audit.calls) {
    if (!call.op->name.starts_with("conv1d_grad")) continue;
    ++gradients;
    BOOST_TEST(call.scope == "recorder step/conv");
    BOOST_TEST(call.backward);
  }
  BOOST_TEST(gradients == 2);
}

BOOST_AUTO_TEST_CASE(only_the_sampled_rounds_and_ops_are_checked_and_the_rest_is_counted) {
  const Tensor a = random_tensor({3}, DType::f32, 1);
  std::int64_t first = 0;
  {
    const CallScope probe("sampled step");
    first = call_site().round + 1;
  }
  Recorder recorder({.every = 1,
                     .ops = {"rel"},
                     .rounds = {{first + 1, first + 2}, {first + 4, first + 4}},
                     .elements = 4096});
  for (int i = 0; i < 6; ++i) {
    const CallScope step("sampled step");
    kernels::relu(kernels::add(a, a));
  }
  const Audit audit = recorder.take();
  BOOST_TEST(audit.all_calls == 12);
  BOOST_REQUIRE(audit.calls.size() == 6U);
  BOOST_TEST(audit.calls[0].round == first + 1);
  BOOST_TEST(audit.calls[5].round == first + 4);
  for (const CallRecord& call : audit.calls)
    BOOST_TEST(call.outputs[0].check.has_value() == (call.op->name == "relu"));
  for (const Total& total : audit.totals) BOOST_TEST(total.calls == 6);
}

BOOST_AUTO_TEST_CASE(one_round_in_so_many_begins_with_the_first) {
  Recorder recorder({.every = 3});
  for (int i = 0; i < 7; ++i) {
    const CallScope step("every third step");
    kernels::relu(Tensor::zeros({2}));
  }
  const Audit audit = recorder.take();
  BOOST_REQUIRE(audit.calls.size() == 3U);
  BOOST_TEST(audit.calls[1].round == 4);
}

BOOST_AUTO_TEST_CASE(an_update_in_place_is_checked_against_what_was_there_before) {
  const Tensor sum = random_tensor({11}, DType::f32, 1), x = random_tensor({11}, DType::f32, 2);
  Recorder recorder({.elements = 0});
  kernels::add_into(sum, x);
  const Audit audit = recorder.take();
  BOOST_TEST(audit.calls.at(0).outputs[0].check->outside == 0);
  BOOST_TEST(audit.calls[0].outputs[0].check->checked == 11);
}

BOOST_AUTO_TEST_CASE(memory_that_serves_again_is_not_taken_for_what_was_there) {
  const Tensor a = random_tensor({8}, DType::f32, 1), block = Tensor::empty({8});
  Recorder recorder({});
  const CallScope step("memory step");
  dispatch(kernels::Relu{a, block});                        // 1 writes all eight
  dispatch(kernels::Relu{a.rows(0, 2), block.rows(3, 5)});  // 2 writes two in the middle
  kernels::relu(block.rows(3, 5));                          // 3 reads these
  kernels::relu(block.rows(0, 2));                          // 4 reads what is left of 1
  kernels::relu(block.rows(6, 8));                          // 5 too
  const Audit audit = recorder.take();
  BOOST_TEST(*audit.calls.at(2).inputs[0].from == audit.calls[1].number);
  BOOST_TEST(*audit.calls.at(3).inputs[0].from == audit.calls[0].number);
  BOOST_TEST(*audit.calls.at(4).inputs[0].from == audit.calls[0].number);
}

BOOST_AUTO_TEST_CASE(wrong_and_missing_numbers_are_outside) {
  WrongSum call;
  call.y = Tensor::from<float>({4}, {0, 1, 5, std::numeric_limits<float>::quiet_NaN()});
  const OutputCheck check = check_output(call, 0, call.y, 0, 1);
  BOOST_TEST(check.outside == 2);
  BOOST_TEST(check.worst.index == 3);
  BOOST_TEST(check.samples.size() == 4U);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite_are_no_way_out_of_a_bound) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST((Element{0, 3, nan, nan}.share() > 1));
  BOOST_TEST((Element{0, 3, inf, inf}.share() > 1));
  BOOST_TEST((Element{0, nan, 3, 1}.share() > 1));
  BOOST_TEST((Element{0, 3, 3.5, inf}.share() > 1));
  BOOST_TEST((Element{0, inf, inf, inf}.share()) == 0);
  BOOST_TEST((Element{0, nan, nan, nan}.share()) == 0);
}

BOOST_AUTO_TEST_CASE(rounds_are_counted_by_kind) {
  Recorder recorder({.every = 2});
  for (int i = 0; i < 3; ++i) {
    const CallScope step("counted step");
    kernels::relu(Tensor::zeros({2}));
    kernels::relu(Tensor::zeros({2}));
  }
  const Audit audit = recorder.take();
  BOOST_REQUIRE(audit.rounds.size() == 1U);
  BOOST_TEST(audit.rounds[0].scope == "counted step");
  BOOST_TEST(audit.rounds[0].all == 3);
  BOOST_TEST(audit.rounds[0].recorded == 2);
}

BOOST_AUTO_TEST_CASE(figures_stand_behind_the_calls_that_led_to_them) {
  Recorder recorder({});
  kernels::relu(Tensor::zeros({2}));
  observe_figure("loss", 0.25);
  const Audit audit = recorder.take();
  BOOST_REQUIRE(audit.figures.size() == 1U);
  BOOST_TEST(audit.figures[0].name == "loss");
  BOOST_TEST(audit.figures[0].value == 0.25);
  BOOST_TEST(audit.figures[0].after_call == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::audit

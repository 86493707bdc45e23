// The costs that the ops report, against a count by hand of the temporal model.

#include <boost/test/unit_test.hpp>

#include "nn/module.h"
#include "pose/model/temporal_model.h"
#include "pose/training/losses.h"
#include "tensor/dispatch.h"
#include "tests/support/random_tensor.h"

namespace posegrad::test {
namespace {

constexpr Index kJoints = 17, kIn = 2 * kJoints, kOut = 3 * kJoints;

struct Arc {
  std::vector<Index> widths;
  double gflop_per_sample;  // for 1024 channels, as the cost model has it
};
const Arc kArcs[] = {{{3, 3, 3}, 0.105}, {{3, 3, 3, 3}, 0.339}, {{3, 3, 3, 3, 3}, 1.041}};

// Multiply-adds of one sample, whose frames are single-frame convolutions with a stride of their
// width. With f_i = the product of the widths behind layer i, the frames that leave it:
//   forward = f_1 w_1 34 C  +  sum_{i > 1} f_i (w_i C C + C C)  +  51 C
// and a step is 3 forward passes (values, input gradients, weight gradients), less the input
// gradient of the first convolution, f_1 w_1 34 C. A multiply-add is two operations.
double flop_by_hand(const Arc& arc, double C) {
  double frames = 1, first = 0, rest = C * kOut;
  for (std::size_t i = arc.widths.size(); i-- > 0;) {
    const auto width = static_cast<double>(arc.widths[i]);
    if (i == 0)
      first = frames * width * kIn * C;
    else
      rest += frames * (width + 1) * C * C;
    frames *= width;
  }
  return 2 * (3 * (first + rest) - first);
}

// Costs of the calls of one kind.
class Costs final : public KernelObserver {
 public:
  explicit Costs(std::string_view prefix) : prefix_(prefix), before_(set_kernel_observer(this)) {}
  ~Costs() override { set_kernel_observer(before_); }
  Costs(const Costs&) = delete;
  Costs& operator=(const Costs&) = delete;

  void before(const KernelCall&) override {}
  void after(const KernelCall& call, double) override {
    if (!call.info().name.starts_with(prefix_)) return;
    flops += call.flops();
    bytes.push_back(call.bytes());
  }

  double flops = 0;
  std::vector<double> bytes;

 private:
  std::string_view prefix_;
  KernelObserver* before_;
};

void training_step(const Arc& arc, Index channels, Index samples) {
  const pose::TemporalModel model({.widths = arc.widths, .channels = channels}, 1);
  nn::RandomStream random{1, 0};
  const Variable x(random_tensor({samples, model.receptive_field(), kJoints, 2}));
  const Variable target(random_tensor({samples, 1, kJoints, 3}, DType::f32, 2));
  backward(pose::mpjpe_loss(
      model.forward(x, {nn::Mode::training, 0.1, &random, true}, pose::ModelForm::single_frame),
      target));
}

BOOST_AUTO_TEST_SUITE(cost_model)

BOOST_AUTO_TEST_CASE(the_hand_count_is_the_documented_one) {
  for (const Arc& arc : kArcs)
    BOOST_TEST(1e-9 * flop_by_hand(arc, 1024) == arc.gflop_per_sample,
               boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(the_convolutions_of_a_step_cost_what_was_counted) {
  for (const Arc& arc : kArcs) {
    Costs costs("conv1d");
    training_step(arc, 16, 5);
    BOOST_TEST(costs.flops == 5 * flop_by_hand(arc, 16), boost::test_tools::tolerance(1e-12));
  }
}

// The end of a block moves x, the residual's rows and y: three numbers for each of y, two where
// nothing is added, and four numbers per channel. 27 frames: 9 rows behind the first convolution,
// 3 and 3 in the first block, 1 and 1 in the second.
BOOST_AUTO_TEST_CASE(a_block_end_moves_each_number_once) {
  const Index N = 5, C = 16;
  Costs costs("norm_relu_dropout");
  training_step(kArcs[0], C, N);
  const auto by_hand = [&](Index frames, Index tensors) {
    return static_cast<double>(4 * (tensors * N * frames * C + 4 * C));
  };
  const std::vector<double> forward(costs.bytes.begin(), costs.bytes.begin() + 5);
  const std::vector<double> expected{by_hand(9, 2), by_hand(3, 2), by_hand(3, 3), by_hand(1, 2),
                                     by_hand(1, 3)};
  BOOST_TEST(forward == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test

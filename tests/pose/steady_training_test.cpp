#include <boost/test/unit_test.hpp>

#include "nn/adam.h"
#include "pose/model/inference_model.h"
#include "pose/training/losses.h"
#include "tensor/cpu_pool.h"
#include "tests/support/build.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

// Under sanitizers blocks go back to the system at once.
BOOST_AUTO_TEST_SUITE(steady_training, *without_sanitizers())

BOOST_AUTO_TEST_CASE(a_step_asks_nothing_of_the_system) {
  for (const Index stride : {1, 3}) {
    const TemporalModel model({.widths = {3, 3, 3}, .channels = 96}, 1);
    nn::Adam adam(model.state().parameters, {});
    nn::RandomStream random{1, 0};
    const Variable input(random_tensor({768, 27 + stride - 1, 17, 2})),
        target(random_tensor({768, stride, 17, 3}));
    const auto step = [&] {
      adam.zero_grad();
      const nn::Pass pass{nn::Mode::training, 0.1, &random};
      const ModelForm form = stride == 1 ? ModelForm::single_frame : ModelForm::dilated;
      backward(mpjpe_loss(model.forward(input, pass, form), target));
      adam.step();
    };
    for (int i = 0; i < 3; ++i) step();
    const auto before = cpu_pool::stats();
    for (int i = 0; i < 4; ++i) step();
    const auto after = cpu_pool::stats();
    BOOST_TEST(after.system_calls == before.system_calls);
    BOOST_TEST(after.live_bytes == before.live_bytes);
    BOOST_TEST(after.peak_bytes == before.peak_bytes);
  }
}

BOOST_AUTO_TEST_CASE(nor_does_an_evaluation) {
  const InferenceModel model(TemporalModel({.widths = {3, 3, 3}, .channels = 96}, 1));
  const std::vector<Tensor> sequences{random_tensor({3000, 17, 2}), random_tensor({500, 17, 2})};
  for (int i = 0; i < 2; ++i) model.forward(sequences);
  const auto calls = cpu_pool::stats().system_calls;
  for (int i = 0; i < 3; ++i) model.forward(sequences);
  BOOST_TEST(cpu_pool::stats().system_calls == calls);
}

BOOST_AUTO_TEST_SUITE_END()

// InferenceModel and the plain model on a GPU, against the plain model on the CPU.
#include <limits>

#include "pose/model/inference_model.h"
#include "tensor/precision.h"
#include "tests/cuda/close.h"
#include "tests/support/trained_model.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

Tensor plain(const TemporalModel& model, const Tensor& x, Device device) {
  const NoGrad no_grad;
  const Shape& s = x.shape();
  const Tensor y = model.forward(Variable(x.reshape({1, s[0], s[1], s[2]}).to(device)), {}).value();
  BOOST_TEST((y.device() == device));
  return y.reshape({y.dim(1), y.dim(2), 3});
}

void check_same_poses(const TemporalModelOptions& options, const std::vector<Index>& lengths,
                      Precision precision) {
  set_precision(precision);
  const double share = precision == Precision::fp32 ? kFp32 : kTf32;
  const TemporalModel model = trained_model(options);
  std::vector<Tensor> sequences, on_gpu, expected;
  for (const Index length : lengths) {
    sequences.push_back(random_tensor({length + model.receptive_field() - 1, 5, options.features},
                                      DType::f32, static_cast<std::uint64_t>(length)));
    on_gpu.push_back(sequences.back().to(Device::cuda));
    expected.push_back(plain(model, sequences.back(), Device::cpu));
  }
  nn::move_to(model, Device::cuda);
  const InferenceModel inference(model);
  for (const auto& inputs : {on_gpu, sequences}) {  // host memory does as well
    const std::vector<Tensor> found = inference.forward(inputs);
    BOOST_REQUIRE(found.size() == lengths.size());
    for (std::size_t s = 0; s < lengths.size(); ++s) {
      BOOST_TEST((found[s].device() == Device::cuda));
      check_close(found[s], expected[s], share);
    }
  }
  for (std::size_t s = 0; s < lengths.size(); ++s)
    check_close(plain(model, sequences[s], Device::cuda), expected[s], share);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inference)

BOOST_AUTO_TEST_CASE(every_form_gives_the_poses_of_the_cpu) {
  for (const std::vector<Index>& widths :
       {std::vector<Index>{3, 3, 3}, {1}, {3}, {1, 1, 1}, {3, 5, 3}})
    for (const bool causal : {false, true})
      for (const bool dense : {false, true}) {
        TemporalModelOptions options{.widths = widths, .channels = 8};
        options.causal = causal;
        options.dense = dense;
        check_same_poses(options, {20, 1}, Precision::fp32);
      }
}

BOOST_AUTO_TEST_CASE(sequences_of_any_lengths_go_through_together) {
  for (const Precision precision : {Precision::fp32, Precision::tf32, Precision::bf16})
    for (const bool causal : {false, true}) {
      TemporalModelOptions options{.widths = {3, 3, 3}, .channels = 64};
      options.causal = causal;
      check_same_poses(options, {1, 70, 37, 2, 33}, precision);
    }
  check_same_poses({.features = 3, .widths = {3, 3}, .channels = 16}, {5, 5}, Precision::fp32);
}

BOOST_AUTO_TEST_CASE(a_broken_sequence_does_not_reach_its_neighbours) {
  set_precision(Precision::fp32);
  const TemporalModel model = trained_model({.widths = {3, 3, 3}, .channels = 16});
  nn::move_to(model, Device::cuda);
  const InferenceModel inference(model);
  const Tensor good = random_tensor({40, 5, 2}), broken = random_tensor({30, 5, 2});
  for (float& x : broken.cpu_span<float>()) x = std::numeric_limits<float>::quiet_NaN();
  const std::vector<Tensor> poses = inference.forward({good, broken, good});
  const Tensor expected = inference.forward({good}).front();
  check_close(poses[0], expected, kFp32);
  check_close(poses[2], expected, kFp32);
  BOOST_TEST(std::isnan(poses[1].to(Device::cpu).at(0)));
}

BOOST_AUTO_TEST_CASE(later_changes_of_the_model_do_not_reach_it) {
  const TemporalModel model = trained_model({.widths = {3, 3}, .channels = 8});
  nn::move_to(model, Device::cuda);
  const InferenceModel inference(model);
  const Tensor x = random_tensor({20, 5, 2});
  const Tensor before = inference.forward({x}).front().to(Device::cpu);
  for (const nn::NamedVariable& p : model.state().parameters)
    p.variable.value().copy_from(Tensor::zeros(p.variable.shape()));
  check_close(inference.forward({x}).front(), before, 1e-30);
}

BOOST_AUTO_TEST_SUITE_END()

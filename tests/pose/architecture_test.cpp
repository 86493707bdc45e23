#include "pose/model/checkpoint/architecture.h"

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/throws.h"
#include "tests/support/trained_model.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

StateDict state_of(std::vector<Index> widths) {
  return save_state(trained_model({.widths = std::move(widths), .channels = 6}));
}

Tensor& entry(StateDict& state, const std::string& name) {
  for (auto& [key, tensor] : state)
    if (key == name) return tensor;
  throw std::runtime_error("no " + name);
}

void refuses(const StateDict& state, const std::string& message) {
  check_throws<DataError>([&] { architecture_of(state, "x.bin"); }, "x.bin: " + message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(architecture_of_weights)

BOOST_AUTO_TEST_CASE(shapes_say_everything) {
  const StateDict state = state_of({3, 5, 1});
  const Architecture found = architecture_of(state, "x.bin");
  BOOST_TEST(found.kernels == (std::vector<Index>{3, 5, 1}), boost::test_tools::per_element());
  BOOST_TEST(found.channels == 6);
  BOOST_TEST(found.inputs == 10);
  BOOST_TEST(found.joints_out == 4);
  BOOST_TEST(parameter_count(state) ==
             trained_model({.widths = {3, 5, 1}, .channels = 6}).state().parameter_count());
}

// Nothing may be made from what one array claims and another does not hold.
BOOST_AUTO_TEST_CASE(every_array_is_held_against_the_others) {
  StateDict state = state_of({3, 3});
  entry(state, "layers_conv.0.weight") = Tensor::zeros({0, 0, 10'000'000'001});
  refuses(state,
          "layers_conv.0.weight has shape (0, 0, 10000000001), this model needs (6, 6, "
          "10000000001)");
  state = state_of({3, 3});
  entry(state, "layers_bn.1.running_var") = Tensor::zeros({5});
  refuses(state, "layers_bn.1.running_var has shape (5,), this model needs (6,)");
  state = state_of({3, 3});
  std::erase_if(state, [](const auto& named) { return named.first == "layers_bn.0.bias"; });
  refuses(state, "the parameter layers_bn.0.bias is missing");
  state = state_of({3, 3});
  state.emplace_back("layers_conv.7.weight", Tensor::zeros({6, 6, 1}));
  refuses(state, "the parameter layers_conv.7.weight (6, 6, 1) has no place in this model");
  state = state_of({3});
  entry(state, "shrink.weight") = Tensor::zeros({12, 6});
  refuses(state, "shrink.weight has shape (12, 6); (C_out, C_in, K) is wanted");
  state = state_of({3});
  entry(state, "expand_conv.weight") = Tensor::zeros({6, 0, 3});
  refuses(state, "expand_conv.weight (6, 0, 3) is empty");
  state = state_of({3});
  entry(state, "expand_conv.weight") = Tensor::zeros({6, 10, 4});
  refuses(state, "filter widths must be odd, 4 given");
}

BOOST_AUTO_TEST_CASE(a_receptive_field_that_no_video_has_is_refused) {
  const auto check = [](std::size_t blocks) {
    const std::vector<Index> widths(blocks, 3);
    const TemporalModelOptions options{
        .joints_in = 5, .joints_out = 4, .widths = widths, .channels = 6};
    check_architecture(architecture_of(state_of(widths), "x.bin"), options, "x.bin");
  };
  BOOST_CHECK_NO_THROW(check(9));
  for (const std::size_t blocks : {10U, 20U})
    check_throws<DataError>([&] { check(blocks); },
                            "x.bin: its filters see more than 32768 frames at once");
}

BOOST_AUTO_TEST_SUITE_END()

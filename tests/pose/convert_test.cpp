#include "pose/model/checkpoint/convert.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/formats/array_items.h"
#include "pose/formats/safetensors.h"
#include "pose/formats/torch_file.h"
#include "pose/model/inference_model.h"
#include "tensor/error.h"
#include "tests/support/golden_file.h"
#include "tests/support/notation.h"
#include "tests/support/random_tensor.h"
#include "tests/support/same_state.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"
#include "tests/support/trained_model.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const TemporalModelOptions kShape{.widths = {3, 3}, .channels = 32};

/// A checkpoint as training writes it.
struct Training {
  TemporaryFolder folder;
  const std::string input = folder / "epoch_7.bin", output = folder / "out.bin";
  const TemporalModel poses = trained_model(kShape), path = trained_model(kShape);
  Checkpoint checkpoint;

  Training() {
    nn::Adam adam(poses.state().parameters, {});
    adam.set_steps(1);
    checkpoint.epoch = 7;
    checkpoint.learning_rate = 0.25;
    checkpoint.random_state = NumpyRandom(1);
    checkpoint.random_state_semi = NumpyRandom(2);
    checkpoint.optimizer = save_optimizer(adam);
    checkpoint.model_pos = save_state(poses);
    checkpoint.model_traj = save_state(path);
    checkpoint.model_facts = ModelFacts{.causal = true,
                                        .dense = false,
                                        .mirrored = false,
                                        .keypoint_layout = "coco",
                                        .fps = 25,
                                        .input = ModelInput::person};
    checkpoint.run_facts = RunFacts{.random = {}, .momentum = 0.1, .partial = {}, .unlabelled = {}};
    write_checkpoint(input, checkpoint);
  }
  Tensor& parameter(const std::string& name) {
    return std::ranges::find(checkpoint.model_pos, name, &StateDict::value_type::first)->second;
  }
  void check_refused(const std::string& message, WeightType type = WeightType::f32) const {
    write_checkpoint(input, checkpoint);
    check_throws<DataError>([&] { convert_weights(input, output, type); }, input + ": " + message);
    BOOST_TEST(!std::filesystem::exists(output));
  }
};

// What f16 makes of the weights of convolutions; the rest stays.
StateDict rounded(const StateDict& state) {
  StateDict result;
  for (const auto& [name, tensor] : state) {
    Tensor copy = tensor.clone();
    if (copy.rank() > 1)
      for (float& x : copy.cpu_span<float>()) x = formats::to_float(formats::to_float16(x));
    result.emplace_back(name, copy);
  }
  return result;
}

double largest_difference(const TemporalModel& a, const TemporalModel& b) {
  const std::vector<Tensor> input{random_tensor({30, 5, 2}, DType::f32, 3)};
  const Tensor x = InferenceModel(a).forward(input)[0], y = InferenceModel(b).forward(input)[0];
  double largest = 0;
  for (Index i = 0; i < x.numel(); ++i) largest = std::max(largest, std::abs(x.at(i) - y.at(i)));
  return largest;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(convert, Training)

BOOST_AUTO_TEST_CASE(what_inference_needs_is_kept_and_nothing_else) {
  const WeightsFile written = convert_weights(input, output, WeightType::f32);
  const Checkpoint kept = read_checkpoint(output);
  check_same(kept.model_pos, checkpoint.model_pos);
  check_same(kept.model_traj.value(), checkpoint.model_traj.value());
  BOOST_TEST(kept.epoch.value() == 7);
  BOOST_REQUIRE(kept.model_facts.has_value());
  BOOST_TEST(kept.model_facts->causal);
  BOOST_TEST(!kept.model_facts->mirrored);
  BOOST_TEST(kept.model_facts->keypoint_layout == "coco");
  BOOST_TEST(kept.model_facts->fps == 25);
  BOOST_TEST((kept.model_facts->input == ModelInput::person));
  std::vector<std::string> keys;
  const formats::Field file = formats::torch_field(output);
  for (const auto& [key, value] : file.entries()) keys.push_back(key);
  BOOST_TEST(keys == (std::vector<std::string>{"epoch", "model_pos", "model_traj", "posegrad"}),
             boost::test_tools::per_element());
  BOOST_TEST(!file.at("posegrad").find("run").has_value());
  BOOST_TEST(written.parameters ==
             poses.state().parameter_count() + path.state().parameter_count());
  BOOST_TEST(written.bytes == std::filesystem::file_size(output));
  BOOST_TEST(written.sha256 == sha256(read_text(output)));
}

BOOST_AUTO_TEST_CASE(half_the_size_and_poses_within_a_millimetre) {
  convert_weights(input, folder / "whole.bin", WeightType::f32);
  const WeightsFile half = convert_weights(input, output, WeightType::f16);
  const Checkpoint kept = read_checkpoint(output);
  check_same(kept.model_pos, rounded(checkpoint.model_pos));
  check_same(kept.model_traj.value(), rounded(*checkpoint.model_traj));
  const auto whole_bytes = std::filesystem::file_size(folder / "whole.bin");
  BOOST_TEST(half.bytes < whole_bytes * 7 / 10);

  const TemporalModel again(poses.options(), 0);
  load_state(again, kept.model_pos, output);
  const double difference = largest_difference(poses, again);
  BOOST_TEST(difference < 1e-3);
  BOOST_TEST(difference > 0);
}

BOOST_AUTO_TEST_CASE(the_bytes_depend_on_the_weights_alone) {
  for (const WeightType type : {WeightType::f32, WeightType::f16}) {
    convert_weights(input, output, type);
    convert_weights(input, folder / "other_name.pth", type);
    convert_weights(output, folder / "again.pt", type);
    BOOST_TEST((read_text(output) == read_text(folder / "other_name.pth")));
    BOOST_TEST((read_text(output) == read_text(folder / "again.pt")));
    checkpoint.learning_rate = 0.5;
    checkpoint.optimizer.reset();
    write_checkpoint(folder / "other_run.bin", checkpoint);
    convert_weights(folder / "other_run.bin", folder / "again.pt", type);
    BOOST_TEST((read_text(output) == read_text(folder / "again.pt")));
  }
}

BOOST_AUTO_TEST_CASE(safetensors_hold_the_same_and_turn_back_to_the_same_bytes) {
  const std::string other = folder / "out.safetensors";
  for (const WeightType type : {WeightType::f32, WeightType::f16}) {
    convert_weights(input, output, type);
    const WeightsFile written = convert_weights(input, other, type);
    BOOST_TEST(written.bytes == std::filesystem::file_size(other));
    BOOST_TEST(written.parameters ==
               poses.state().parameter_count() + path.state().parameter_count());
    const Checkpoint kept = read_checkpoint(other);
    check_same(kept.model_pos, read_checkpoint(output).model_pos);
    check_same(kept.model_traj.value(), read_checkpoint(output).model_traj.value());
    BOOST_TEST(kept.epoch.value() == 7);
    convert_weights(other, folder / "back.bin", type);
    BOOST_TEST((read_text(folder / "back.bin") == read_text(output)));
    convert_weights(other, folder / "again.safetensors", type);
    BOOST_TEST((read_text(folder / "again.safetensors") == read_text(other)));
  }
  const formats::Safetensors file = formats::read_safetensors(other);
  BOOST_TEST(file.tensors.front().first == "expand_bn.num_batches_tracked");
  BOOST_TEST((file.tensors.back().second.type() == formats::ArrayType::f2));
  std::vector<std::string> keys;
  for (const auto& [key, text] : file.metadata) keys.push_back(key + "=" + text);
  BOOST_TEST(keys == (std::vector<std::string>{
                         "format=pt", "epoch=7",
                         R"(posegrad={"version":1,"model":{"causal":true,"dense":false,)"
                         R"("mirrored":false,"keypoint_layout":"coco","fps":25.0,)"
                         R"("input":"person"}})"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(facts_in_metadata_are_checked_as_in_other_files) {
  convert_weights(input, folder / "a.safetensors", WeightType::f32);
  formats::Safetensors file = formats::read_safetensors(folder / "a.safetensors");
  const auto check = [&](const std::string& text, const std::string& message) {
    file.metadata = {{"posegrad", text}};
    formats::write_safetensors(folder / "b.safetensors", file);
    check_throws<DataError>([&] { read_checkpoint(folder / "b.safetensors"); },
                            (folder / "b.safetensors") + ": __metadata__: posegrad: " + message);
  };
  check("{", "line 1, column 2: this is no JSON: the text ends too early");
  check(R"({"version": 2})", "version 2 is newer than this program, which knows version 1");
  check(R"({"version": 1, "model": {"causal": 1}})", "model: causal: a bool is wanted; found int");
  file.metadata = {{"epoch", "the best"}};  // another program's
  formats::write_safetensors(folder / "b.safetensors", file);
  BOOST_TEST(!read_checkpoint(folder / "b.safetensors").epoch.has_value());
}

BOOST_AUTO_TEST_CASE(every_file_of_weights_turns_into_every_format) {
  std::filesystem::path goldens = golden_file("checkpoints");
  int files = 0;
  for (const auto& golden : std::filesystem::directory_iterator(goldens)) {
    ++files;
    for (const std::string ending : {".bin", ".pt", ".pth", ".safetensors"}) {
      const std::string to = folder / "out" + ending;
      convert_weights(golden.path(), to, WeightType::f32);
      check_same(read_checkpoint(to).model_pos, read_checkpoint(golden.path()).model_pos);
    }
  }
  BOOST_TEST(files == 9);
}

BOOST_AUTO_TEST_CASE(what_a_file_does_not_have_stays_out) {
  formats::Value bare = formats::Value::ordered_dict();
  for (const auto& [name, tensor] : checkpoint.model_pos)
    bare.set(name, formats::Value::tensor(formats::NdArray::of_tensor(tensor)));
  formats::torch_save(input, bare);
  const WeightsFile written = convert_weights(input, output, WeightType::f32);
  BOOST_TEST(written.parameters == poses.state().parameter_count());
  BOOST_TEST(formats::torch_field(output).size() == 1U);
  check_same(read_checkpoint(output).model_pos, checkpoint.model_pos);
}

BOOST_AUTO_TEST_CASE(weights_that_no_model_can_use_are_refused) {
  Tensor& weight = parameter("layers_conv.1.weight");
  const float kept = weight.cpu_span<float>()[3];
  weight.cpu_span<float>()[3] = std::numeric_limits<float>::quiet_NaN();
  check_refused("model_pos: layers_conv.1.weight holds a number that is not finite");
  weight.cpu_span<float>()[3] = -70000;
  check_refused(
      "model_pos: layers_conv.1.weight: item 3 is -70000, which is beyond the range of float16, "
      "65504",
      WeightType::f16);
  write_text(output, "what was there");
  BOOST_CHECK_THROW(convert_weights(input, output, WeightType::f16), DataError);
  BOOST_TEST(read_text(output) == "what was there");
  std::filesystem::remove(output);
  BOOST_CHECK_NO_THROW(convert_weights(input, folder / "whole.bin", WeightType::f32));
  weight.cpu_span<float>()[3] = kept;
  parameter("expand_bn.running_var").cpu_span<float>()[0] = 1e6F;  // which stays f32
  write_checkpoint(input, checkpoint);
  BOOST_CHECK_NO_THROW(convert_weights(input, folder / "half.bin", WeightType::f16));

  weight = Tensor::zeros({32, 32, 2});
  check_refused(
      "model_pos: layers_conv.1.weight has shape (32, 32, 2), this model needs (32, 32, 1)");
  weight = Tensor::zeros({32, 32, 1});
  parameter("layers_conv.0.weight") = Tensor::zeros({32, 32, 2});
  check_refused("model_pos: filter widths must be odd, 2 given");
  std::erase_if(checkpoint.model_pos, [](const auto& p) { return p.first == "shrink.weight"; });
  check_refused("model_pos: the parameter shrink.weight is missing: not a temporal model");
}

BOOST_AUTO_TEST_CASE(the_ending_says_the_format) {
  check_throws<ValueError>(
      [&] { convert_weights(input, folder / "out.onnx", WeightType::f32); },
      folder / "out.onnx" +
          ": weights are written to files that end in .bin, .pt, .pth, .safetensors");
  check_throws<IoError>([&] { convert_weights(folder / "gone.bin", output, WeightType::f32); },
                        "cannot open " + (folder / "gone.bin") + ": No such file or directory");
  BOOST_TEST(has_weights_ending("a/b.bin"));
  BOOST_TEST(!has_weights_ending("bin"));
}

BOOST_AUTO_TEST_SUITE_END()

#include "pose/model/checkpoint/checkpoint.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/formats/torch_file.h"
#include "pose/model/checkpoint/convert.h"
#include "pose/model/temporal_model.h"
#include "tensor/error.h"
#include "tests/inspect/reports.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using formats::NdArray;
using formats::Value;
using inspection::Report;

namespace {

StateDict state_of(Index joints_out, bool dense = false) {
  TemporalModelOptions options{.widths = {3, 3}, .channels = 8};
  options.joints_in = 17;
  options.features = 2;
  options.joints_out = joints_out;
  options.dense = dense;
  return save_state(TemporalModel(options, 7));
}

Value value_of(const StateDict& state, const std::string& prefix = "") {
  Value dict = Value::ordered_dict();
  for (const auto& [name, tensor] : state)
    dict.set(prefix + name, Value::tensor(NdArray::of_tensor(tensor)));
  return dict;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(inspect_checkpoint, InspectedFiles)

BOOST_AUTO_TEST_CASE(a_checkpoint_of_ours) {
  Checkpoint checkpoint;
  checkpoint.epoch = 7;
  checkpoint.learning_rate = 0.25;
  checkpoint.model_pos = state_of(17);
  checkpoint.model_traj = state_of(1);
  checkpoint.model_facts = ModelFacts{.causal = true, .keypoint_layout = "coco", .fps = 25};
  write_checkpoint(path("a.bin"), checkpoint);
  const Report report = inspect("a.bin");
  BOOST_TEST(report.kind == "checkpoint");
  BOOST_TEST(report.refused == "");
  BOOST_TEST(fact(report, "content", "container").value == "PyTorch (zip)");
  BOOST_TEST(value(report, "poses", "key") == R"("model_pos")");
  BOOST_TEST(value(report, "poses", "architecture") == "[3,3]");
  BOOST_TEST(value(report, "poses", "frames") == "9");
  BOOST_TEST(value(report, "poses", "channels") == "8");
  BOOST_TEST(value(report, "poses", "numbers in") == "34");
  BOOST_TEST(fact(report, "poses", "numbers in").text == "34, 17 x 2");
  BOOST_TEST(value(report, "poses", "joints out") == "17");
  BOOST_TEST(value(report, "poses", "type") == R"("float32")");
  BOOST_TEST(value(report, "poses", "not finite") == "{}");
  BOOST_TEST(value(report, "path", "joints out") == "1");
  BOOST_TEST(value(report, "said", "causal") == "true");
  BOOST_TEST(value(report, "said", "keypoints") == R"("coco")");
  BOOST_TEST(value(report, "said", "fps") == "25.0");
  BOOST_TEST(value(report, "training", "epochs") == "7");
  BOOST_TEST(value(report, "training", "can go on") == "false");
  BOOST_TEST(value(report, "wild", "takes it") == "true");
  BOOST_TEST(report.odd.empty());
}

BOOST_AUTO_TEST_CASE(wrapped_weights_with_things_beside_them) {
  Value file = Value::dict();
  file.set("state_dict", value_of(state_of(17), "module."));
  file.set("epoch", 3);
  file.set("args", Value::object("argparse.Namespace", Value::tuple()));
  formats::torch_save(path("a.bin"), file);
  const Report report = inspect("a.bin");
  BOOST_TEST(value(report, "poses", "key") == R"("state_dict.module")");
  BOOST_TEST(fact(report, "content", "keys").value["epoch"] == "3");
  BOOST_TEST(fact(report, "content", "keys").value["args"] == "argparse.Namespace");
  BOOST_TEST(value(report, "said", "causal") == "null");
  BOOST_TEST(!has_fact(report, "path", "key"));
  BOOST_TEST(odd_with(report, "does not say which keypoints it takes") == 1U);
}

BOOST_AUTO_TEST_CASE(bare_weights_in_safetensors_and_half_precision) {
  formats::torch_save(path("a.bin"), value_of(state_of(17)));
  BOOST_TEST(value(inspect("a.bin"), "content", "keys") == "{}");
  BOOST_TEST(value(inspect("a.bin"), "poses", "key") == R"("")");
  convert_weights(path("a.bin"), path("half.safetensors"), WeightType::f16);
  const Report report = inspect("half.safetensors");
  BOOST_TEST(value(report, "content", "container") == R"("safetensors")");
  BOOST_TEST(fact(report, "poses", "type").value.contains("float16"));
  BOOST_TEST(fact(report, "poses", "type").value.contains("float32"));
}

BOOST_AUTO_TEST_CASE(numbers_that_are_nan_are_named) {
  StateDict state = state_of(17);
  state[0].second.cpu_span<float>()[0] = std::numeric_limits<float>::quiet_NaN();
  state[0].second.cpu_span<float>()[1] = std::numeric_limits<float>::infinity();
  formats::torch_save(path("a.bin"), value_of(state));
  const Report report = inspect("a.bin");
  BOOST_TEST(fact(report, "poses", "not finite").value[state[0].first] == 2);
  BOOST_TEST(odd_with(report, state[0].first + " (2)") == 1U);
  BOOST_TEST(value(report, "wild", "takes it") == "false");
}

BOOST_AUTO_TEST_CASE(filters_that_look_dense) {
  formats::torch_save(path("a.bin"), value_of(state_of(17, true)));
  const Report report = inspect("a.bin");
  BOOST_TEST(odd_with(report, "those of a dense model of -arc 3,3") == 1U);
}

BOOST_AUTO_TEST_CASE(refused_files_say_what_they_are) {
  BOOST_TEST(inspect("a.bin", "<!DOCTYPE html><html>").refused.find("a web page") !=
             std::string::npos);
  BOOST_TEST(inspect("a.pth", "").refused.find("an empty file") != std::string::npos);
  BOOST_TEST(inspect("a.pt", "version https://git-lfs.github.com/spec/v1\n")
                 .refused.find("a Git LFS pointer") != std::string::npos);
  formats::torch_save(path("a.bin"), value_of(state_of(17)));
  const std::string whole = read_text(path("a.bin"));
  const Report cut = inspect("cut.bin", whole.substr(0, whole.size() / 2));
  BOOST_TEST(cut.kind == "checkpoint");
  BOOST_TEST(cut.refused.find("cut short") != std::string::npos, cut.refused);
}

BOOST_AUTO_TEST_CASE(another_network_is_refused_with_its_keys) {
  Value file = Value::dict();
  file.set("model", Value::dict());
  file.set("steps", 12);
  formats::torch_save(path("a.bin"), file);
  const Report report = inspect("a.bin");
  BOOST_TEST(report.refused.find("no weights of a temporal model") != std::string::npos);
  BOOST_TEST(fact(report, "content", "keys").value["steps"] == "12");
}

BOOST_AUTO_TEST_CASE(options_of_detections_do_not_fit) {
  formats::torch_save(path("a.bin"), value_of(state_of(17)));
  InspectOptions options;
  options.picture = path("a.png");
  BOOST_CHECK_THROW(inspect_file(path("a.bin"), options), DataError);
  options = {.reads_detections = true};
  BOOST_CHECK_THROW(inspect_file(path("a.bin"), options), DataError);
}

BOOST_AUTO_TEST_SUITE_END()

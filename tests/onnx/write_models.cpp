// Writes models as ONNX into the folder that the first argument names, with inputs and the poses that posegrad makes of them:
// cases.json and files of float32.
#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pose/formats/atomic_file.h"
#include "pose/model/inference_model.h"
#include "pose/model/onnx_graph.h"
#include "pose/wild/convert_onnx.h"
#include "tensor/error.h"
#include "tests/support/trained_model.h"

using namespace posegrad;
using namespace posegrad::pose;
using nlohmann::json;

namespace {

class Cases {
 public:
  explicit Cases(std::string folder) : folder_(std::move(folder)) {}

  std::string onnx_path(const std::string& name) const { return folder_ + "/" + name + ".onnx"; }

  /// The model of `name`.onnx on sequences of various lengths. No two files share a name.
  void add(const std::string& name, const TemporalModel& poses, const TemporalModel* path) {
    const TemporalModelOptions& options = poses.options();
    const Index receptive_field = poses.receptive_field();
    json runs = json::array();
    for (const auto& [batch, more] : {std::pair<Index, Index>{1, 0}, {1, 36}, {3, 5}, {2, 1}}) {
      const Tensor x =
          test::random_tensor({batch, receptive_field + more, options.joints_in, options.features},
                              DType::f32, static_cast<std::uint64_t>(batch * 1000 + more));
      json run{{"input", file_of(x)}, {"poses", file_of(lifted(poses, x))}};
      if (path != nullptr) run["trajectory"] = file_of(lifted(*path, x));
      runs.push_back(std::move(run));
    }
    json outputs{"poses"};
    if (path != nullptr) outputs.push_back("trajectory");
    cases_.push_back({{"name", name}, {"runs", runs}, {"outputs", outputs}});
  }
  void finish() const { formats::write_file(folder_ + "/cases.json", cases_.dump(1)); }

 private:
  /// As evaluation does it, sequence by sequence.
  static Tensor lifted(const TemporalModel& model, const Tensor& x) {
    const InferenceModel inference(model);
    std::vector<Tensor> sequences;
    for (Index n = 0; n < x.dim(0); ++n)
      sequences.push_back(x.rows(n, n + 1).reshape({x.dim(1), x.dim(2), x.dim(3)}));
    const std::vector<Tensor> poses = inference.forward(sequences);
    const Index frames = poses.front().dim(0), J = model.options().joints_out;
    const Tensor all = Tensor::empty({x.dim(0), frames, J, 3});
    for (Index n = 0; n < x.dim(0); ++n)
      all.rows(n, n + 1).copy_from(poses[static_cast<std::size_t>(n)].reshape({1, frames, J, 3}));
    return all;
  }
  json file_of(const Tensor& tensor) {
    const std::string name = fmt::format("{}.f32", ++files_);
    formats::write_file(folder_ + "/" + name,
                        {reinterpret_cast<const char*>(tensor.bytes()), tensor.nbytes()});
    json shape = json::array();
    for (int axis = 0; axis < tensor.rank(); ++axis) shape.push_back(tensor.dim(axis));
    return {{"file", name}, {"shape", shape}};
  }

  std::string folder_;
  json cases_ = json::array();
  int files_ = 0;
};

std::string name_of(const TemporalModelOptions& o) {
  std::string name = "w";
  for (const Index width : o.widths) name += fmt::format("{}", width);
  return fmt::format("{}_c{}_f{}{}{}", name, o.channels, o.features, o.causal ? "_causal" : "",
                     o.dense ? "_dense" : "");
}

/// Small models of 5 keypoints and 4 joints.
void add_small(Cases& cases) {
  for (const std::vector<Index>& widths :
       {std::vector<Index>{1}, {3}, {1, 1}, {3, 3, 3}, {3, 5, 7}})
    for (const bool causal : {false, true})
      for (const bool dense : {false, true}) {
        TemporalModelOptions options{.features = dense ? 3 : 2, .widths = widths, .channels = 13};
        options.causal = causal;
        options.dense = dense;
        const TemporalModel model = test::trained_model(options);
        const std::string name = name_of(options);
        formats::write_file(cases.onnx_path(name), formats::onnx_bytes(onnx_graph(model, nullptr)));
        cases.add(name, model, nullptr);
      }
}

/// By way of a checkpoint: of 17 joints, with and without the root's path.
void add_checkpoint(Cases& cases, const std::string& folder, bool with_path) {
  TemporalModelOptions options{.widths = {3, 5}, .channels = 19};
  options.causal = with_path;
  Checkpoint checkpoint;
  checkpoint.model_pos = save_state(TemporalModel(options, 5));
  if (with_path) {
    options.joints_out = 1;
    checkpoint.model_traj = save_state(TemporalModel(options, 6));
  }
  checkpoint.model_facts =
      ModelFacts{.causal = options.causal, .keypoint_layout = "h36m", .fps = 50};
  const std::string name = with_path ? "checkpoint_with_path" : "checkpoint";
  const std::string file = folder + "/" + name + ".bin";
  write_weights(file, checkpoint, WeightType::f32);
  convert_to_onnx(file, cases.onnx_path(name), {});
  const PretrainedModel model = load_pretrained(file);
  cases.add(name, model.poses, model.path ? &*model.path : nullptr);
}

/// What the program comes with.
void add_library(Cases& cases) {
  for (const std::string name : {"coco-27", "coco-27-causal"}) {
    const std::string file = fmt::format(POSEGRAD_SOURCE_DIR "/models/{}.bin", name);
    convert_to_onnx(file, cases.onnx_path(name), {});
    cases.add(name, load_pretrained(file).poses, nullptr);
  }
}

}  // namespace

int main(int, char** argv) {
  try {
    Cases cases(argv[1]);
    add_small(cases);
    add_checkpoint(cases, argv[1], false);
    add_checkpoint(cases, argv[1], true);
    add_library(cases);
    cases.finish();
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

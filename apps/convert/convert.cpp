#include "pose/model/checkpoint/convert.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/files/named_files.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "apps/usage_error.h"
#include "pose/detect/convert_movenet.h"
#include "pose/detect/movenet_weights.h"
#include "pose/wild/convert_onnx.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// What `posegrad convert` can be told.
struct ConvertOptions {
  std::vector<std::string> inputs;
  std::string output;
  bool of_detector = false;  // the inputs: graphs of one
  bool half = false;
  pose::PretrainedOptions model;  // for .onnx
  bool help = false;

  bool makes_onnx() const { return output.ends_with(pose::kOnnxEnding); }
};

std::string known_endings() {
  return fmt::format("{}, {}", fmt::join(pose::weights_endings(), ", "), pose::kOnnxEnding);
}

OptionTable convert_table(ConvertOptions& o) {
  OptionGroup output{"Output"};
  output
      .add("-o/--output", &o.output, "OUT",
           fmt::format("the file to make; its ending says the format: {} ({} is the format of that "
                       "name, of a detector the only one; {} computes the poses in other programs; "
                       "the others are PyTorch's)",
                       known_endings(), pose::weights_endings().back(), pose::kOnnxEnding))
      .default_text = "none";
  output.add_flag("--half", {&o.half},
                  "weights of convolutions as float16, half the size; norms and biases, a "
                  "hundredth of the numbers, stay float32 (a detector's weights stay as they are)");
  output.add_help(&o.help);
  OptionGroup model{"The model, where the checkpoint does not say (for .onnx)"};
  Option& layout =
      model.add("--model-layout", &o.model.layout, "NAME", "order of the keypoints that it takes");
  layout.default_text = "the checkpoint's, else coco";
  layout.check = is_model_layout(&o.model.layout);
  model.add_flag("--causal", {&o.model.causal}, "it uses past frames only");
  model.add_flag("--dense", {&o.model.dense}, "its filters are dense");
  return {output, model};
}

/// What says how the model computes is nothing to a file of weights, and the other way round.
void refuse_meaningless(const ConvertOptions& o) {
  if (o.makes_onnx() && o.half)
    throw UsageError(fmt::format("--half: found {}, whose weights are float32", o.output));
  for (const auto& [name, is_told] : {std::pair{"--model-layout", !o.model.layout.empty()},
                                      {"--causal", o.model.causal},
                                      {"--dense", o.model.dense}})
    if (is_told && !o.makes_onnx())
      throw UsageError(
          fmt::format("{}: found {}, which does not hold it; expected a file that "
                      "ends in {}",
                      name, o.output, pose::kOnnxEnding));
}

ConvertOptions parse_convert_options(std::span<const std::string> arguments) {
  ConvertOptions options;
  parse_options(convert_table(options), arguments, &options.inputs);
  if (options.help) return options;
  options.of_detector = std::ranges::any_of(options.inputs, pose::may_be_movenet);
  if (!options.of_detector) only_operand(options.inputs, "one checkpoint");
  if (options.output.empty())
    throw UsageError("-o/--output: found none, expected a file to make, such as model.bin");
  if (!pose::has_weights_ending(options.output) && !options.makes_onnx())
    throw UsageError(fmt::format("-o/--output: found {}, expected a file that ends in {}",
                                 options.output, known_endings()));
  refuse_meaningless(options);
  if (options.of_detector && !options.output.ends_with(pose::kMovenetEnding))
    throw UsageError(fmt::format("-o/--output: found {}, expected a file that ends in {}",
                                 options.output, pose::kMovenetEnding));
  if (options.of_detector && options.half)
    throw UsageError("--half: found graphs of a detector, whose weights stay as they are");
  return options;
}

pose::WeightsFile convert_files(const ConvertOptions& options) {
  if (options.of_detector) return pose::convert_movenet(options.inputs, options.output);
  const std::string& input = options.inputs.front();
  if (options.makes_onnx()) return pose::convert_to_onnx(input, options.output, options.model);
  return pose::convert_weights(input, options.output,
                               options.half ? pose::WeightType::f16 : pose::WeightType::f32);
}

}  // namespace

CommandHelp convert_help() {
  ConvertOptions defaults;
  return {
      .usage = {"posegrad convert CHECKPOINT -o OUT [OPTION...]",
                "posegrad convert CHECKPOINT -o OUT.onnx [OPTION...]",
                "posegrad convert GRAPH... -o OUT.safetensors"},
      .about =
          wrapped(
              "Keeps of a checkpoint (of posegrad, VideoPose3D or MMPose, of PyTorch in any of its "
              "formats, or safetensors) what poses are made with: the models, their epoch and what "
              "is known about their input; not the optimizer, random states and the run. The same "
              "input gives the same bytes.",
              0) +
          "\n" +
          wrapped("OUT.onnx: the models as ONNX Runtime and others compute them, of any number of "
                  "frames, batch norm folded into the convolutions: docs/onnx.md.",
                  0) +
          "\n" +
          wrapped(
              "GRAPH: a TensorFlow.js graph model of MoveNet, the detector of 2D keypoints (its "
              "JSON "
              "file, the files of weights beside it), or a folder with such files, also further "
              "below; several make one file. scripts/detector_model.sh gets the published ones.",
              0),
      .groups = described(convert_table(defaults))};
}

int convert(std::span<const std::string> arguments) {
  const ConvertOptions options = parse_convert_options(arguments);
  if (options.help) {
    console::print(help_text(convert_help()));
    return 0;
  }
  const NamedFile output{"-o/--output", options.output};
  std::vector<NamedFile> inputs;
  for (const std::string& input : options.inputs)
    inputs.push_back({options.of_detector ? "GRAPH" : "CHECKPOINT", input});
  check_output_files({&output, 1}, inputs);
  const pose::WeightsFile written = convert_files(options);
  for (const std::string& note : written.notes)
    console::print((options.of_detector ? "" : "Note: ") + note);
  console::print(fmt::format("Wrote {}: {} parameters{}, {} bytes\nSHA-256 {}", options.output,
                             written.parameters, options.half ? " in half precision" : "",
                             written.bytes, written.sha256));
  return 0;
}

}  // namespace posegrad::apps

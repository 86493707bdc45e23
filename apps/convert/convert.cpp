
#include "pose/model/checkpoint/convert.h"

#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/files/named_files.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// What `posegrad convert` can be told.
struct ConvertOptions {
  std::string input, output;
  bool half = false;
  bool help = false;
};

OptionTable convert_table(ConvertOptions& o) {
  OptionGroup output{"Output"};
  output
      .add("-o/--output", &o.output, "OUT",
           fmt::format("the file to make; its ending says the format: {} ({} is the format of that "
                       "name, the others are PyTorch's)",
                       fmt::join(pose::weights_endings(), ", "), pose::weights_endings().back()))
      .default_text = "none";
  output.add_flag("--half", {&o.half},
                  "weights of convolutions as float16, half the size; norms and biases, a "
                  "hundredth of the numbers, stay float32");
  output.add_help(&o.help);
  return {output};
}

ConvertOptions parse_convert_options(std::span<const std::string> arguments) {
  ConvertOptions options;
  std::vector<std::string> operands;
  parse_options(convert_table(options), arguments, &operands);
  if (options.help) return options;
  options.input = only_operand(operands, "one checkpoint");
  if (options.output.empty())
    throw UsageError("-o/--output: found none, expected a file to make, such as model.bin");
  if (!pose::has_weights_ending(options.output))
    throw UsageError(fmt::format("-o/--output: found {}, expected a file that ends in {}",
                                 options.output, fmt::join(pose::weights_endings(), ", ")));
  return options;
}

std::string convert_help() {
  ConvertOptions defaults;
  return "Usage: posegrad convert CHECKPOINT -o OUT [OPTION...]\n\n" +
         wrapped(
             "Keeps of a checkpoint (of posegrad, VideoPose3D or MMPose, of PyTorch in any of its "
             "formats, or safetensors) what poses are made with: the models, their epoch and what "
             "is known about their input; not the optimizer, random states and the run. The same "
             "input gives the same bytes.",
             0) +
         options_help(convert_table(defaults));
}

}  // namespace

int convert(std::span<const std::string> arguments) {
  const ConvertOptions options = parse_convert_options(arguments);
  if (options.help) {
    console::print(convert_help());
    return 0;
  }
  const NamedFile output{"-o/--output", options.output}, input{"CHECKPOINT", options.input};
  check_output_files({&output, 1}, {&input, 1});
  const pose::WeightsFile written = pose::convert_weights(
      options.input, options.output, options.half ? pose::WeightType::f16 : pose::WeightType::f32);
  for (const std::string& note : written.notes) console::print("Note: " + note);
  console::print(fmt::format("Wrote {}: {} parameters{}, {} bytes\nSHA-256 {}", options.output,
                             written.parameters, options.half ? " in half precision" : "",
                             written.bytes, written.sha256));
  return 0;
}

}  // namespace posegrad::apps

#include "apps/prepare_mocap_options.h"

#include <vector>

#include <fmt/format.h>

#include "apps/option_help.h"
#include "apps/option_parser.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

OptionTable mocap_table(PrepareMocapOptions& options) {
  OptionGroup files{"Files"};
  files.add("-o/--output", &options.name, "NAME", "writes data_3d_mocap_NAME.npz").default_text =
      "none";
  files.add_ours("--data", &options.data, "DIR", "folder for it; made if missing");
  OptionGroup other{"Other"};
  other.add_our_flag("-h/--help", {&options.help, true, true}, "print this and exit");
  return {files, other};
}

}  // namespace

std::string PrepareMocapOptions::output_path() const {
  return fmt::format("{}/data_3d_mocap_{}.npz", data, name);
}

PrepareMocapOptions parse_prepare_mocap_options(std::span<const std::string> arguments) {
  PrepareMocapOptions options;
  std::vector<std::string> inputs;
  parse_options(mocap_table(options), arguments, &inputs);
  if (options.help) return options;
  if (inputs.size() != 1)
    throw UsageError(fmt::format("found {} inputs, expected one file or folder of motion capture",
                                 inputs.size()));
  options.input = inputs.front();
  if (options.name.empty() || options.name.find('/') != std::string::npos)
    throw UsageError(fmt::format("-o/--output: found '{}', expected the NAME of {}", options.name,
                                 "data_3d_mocap_NAME.npz"));
  if (options.data.empty()) throw UsageError("--data: found nothing, expected a folder");
  return options;
}

std::string prepare_mocap_help() {
  PrepareMocapOptions defaults;
  return "Usage: posegrad prepare mocap FOLDER -o NAME [OPTION...]\n\n" +
         wrapped(
             "Makes 3D poses out of motion capture: every rig is brought to one body, 50 frames a "
             "second. FOLDER may also be one file.",
             0) +
         options_help(mocap_table(defaults));
}

}  // namespace posegrad::apps

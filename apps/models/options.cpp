#include "apps/models/options.h"

#include "apps/options/help.h"
#include "apps/options/parser.h"

namespace posegrad::apps {
namespace {

OptionTable models_table(ModelsOptions& o) {
  OptionGroup output{"Output"};
  output.add_flag("--json", {&o.json}, "print as JSON, nothing shortened");
  output.add_flag("-h/--help", {&o.help, true, true}, "print this and exit");
  return {output};
}

}  // namespace

ModelsOptions parse_models_options(std::span<const std::string> arguments) {
  ModelsOptions options;
  parse_options(models_table(options), arguments, &options.names);
  return options;
}

std::string models_help() {
  ModelsOptions defaults;
  return "Usage: posegrad models [NAME...] [OPTION...]\n\n" +
         wrapped(
             "Lists the models that are here for posegrad wild and compares their weights with "
             "their cards; with NAME all that its card says. They are looked for in the folder "
             "that the environment's POSEGRAD_MODELS names, in models/ beside the program or up to "
             "two folders above it, in ../share/posegrad/models as seen from the program, and in "
             "models/ of its sources. Exits with 1 when a file is damaged or missing.",
             0) +
         options_help(models_table(defaults));
}

}  // namespace posegrad::apps

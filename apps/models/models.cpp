#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/models/text.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// What `posegrad models` can be told.
struct ModelsOptions {
  std::vector<std::string> names;  // empty: all of them, in a table
  bool json = false;
  bool help = false;
};

OptionTable models_table(ModelsOptions& o) {
  OptionGroup output{"Output"};
  output.add_flag("--json", {&o.json}, "print as JSON, nothing shortened");
  output.add_help(&o.help);
  return {output};
}

ModelsOptions parse_models_options(std::span<const std::string> arguments) {
  ModelsOptions options;
  parse_options(models_table(options), arguments, &options.names);
  return options;
}

ModelList library(const std::vector<std::string>& places) {
  ModelList list;
  list.models = pose::list_models(places);
  const auto name_default = [&](bool causal, std::string& name) {
    try {
      name = pose::default_model_name(causal, places).value_or("");
    } catch (const DataError& error) {
      list.problems.emplace_back(error.what());
    }
  };
  name_default(false, list.default_name);
  name_default(true, list.causal_default_name);
  return list;
}

void keep(ModelList& list, const std::vector<std::string>& names,
          const std::vector<std::string>& places) {
  std::vector<pose::ModelFile> kept;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(list.models, name, &pose::ModelFile::name);
    kept.push_back(found != list.models.end() ? *found : pose::find_model(name, places));
  }
  list.models = kept;
}

std::string text_of(const ModelList& list, const ModelsOptions& options,
                    const std::vector<std::string>& places) {
  using Json = nlohmann::json;
  // Paths may be in any encoding.
  if (options.json) return models_json(list).dump(1, ' ', false, Json::error_handler_t::replace);
  if (options.names.empty()) return models_table_text(list, places);
  std::string text;
  for (const pose::ModelFile& model : list.models)
    text += (text.empty() ? "" : "\n\n") + model_text(list, model);
  return text;
}

}  // namespace

CommandHelp models_help() {
  ModelsOptions defaults;
  return {
      .usage = {"posegrad models [NAME...] [OPTION...]"},
      .about = wrapped(
          "Lists the models that are here for posegrad wild and compares their weights with "
          "their cards; with NAME all that its card says. They are looked for in the folder "
          "that the environment's POSEGRAD_MODELS names, in models/ beside the program or up to "
          "two folders above it, and in ../share/posegrad/models as seen from the program. "
          "Exits with 1 when a file is damaged or missing.",
          0),
      .groups = described(models_table(defaults))};
}

int models(std::span<const std::string> arguments) {
  const ModelsOptions options = parse_models_options(arguments);
  if (options.help) {
    console::print(help_text(models_help()));
    return 0;
  }
  const std::vector<std::string> places = pose::model_places();
  ModelList list = library(places);
  if (!options.names.empty()) keep(list, options.names, places);
  console::print(text_of(list, options, places));
  return list.is_whole() ? 0 : 1;
}

}  // namespace posegrad::apps

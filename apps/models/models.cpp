#include "apps/models/models.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "apps/console/console.h"
#include "apps/models/options.h"
#include "apps/models/text.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

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

int models(std::span<const std::string> arguments) {
  const ModelsOptions options = parse_models_options(arguments);
  if (options.help) {
    console::print(models_help());
    return 0;
  }
  const std::vector<std::string> places = pose::model_places();
  ModelList list = library(places);
  if (!options.names.empty()) keep(list, options.names, places);
  console::print(text_of(list, options, places));
  return list.is_whole() ? 0 : 1;
}

}  // namespace posegrad::apps

#include "pose/library/model_library.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/blob.h"
#include "tensor/error.h"
#include "tensor/sha256.h"

namespace posegrad::pose {
namespace {

namespace fs = std::filesystem;
using Places = std::vector<std::string>;

bool is_there(const std::string& path) {
  std::error_code unknown;
  return fs::exists(path, unknown);
}

std::string looked_in(const Places& places) {
  return fmt::format("looked in {}", fmt::join(places, ", "));
}

// Neither the folder's nor a hidden file's.
bool is_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
}

// The names of a folder's cards and weights, sorted.
std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable)) {
    const fs::path file = entry.path().filename();
    const bool counts = file.extension() == ".bin" || file.extension() == ".json";
    if (counts && is_name(file.stem())) names.insert(file.stem());
  }
  return names;
}

// Not yet whether the weights are the card's.
ModelFile with_card(const std::string& name, const std::string& folder) {
  ModelFile model{.name = name, .folder = folder, .card = {}, .problem = {}};
  std::error_code unknown;
  const std::uintmax_t bytes = fs::file_size(model.weights_path(), unknown);
  if (!unknown) model.bytes = bytes;
  if (!is_there(model.card_path())) {
    model.problem = fmt::format("{}: it has no card, {}", model.weights_path(), model.card_path());
    return model;
  }
  try {
    model.card = read_model_card(model.card_path());
  } catch (const Error& error) {
    model.problem = error.what();
    return model;
  }
  if (!is_there(model.weights_path()))
    model.problem =
        fmt::format("{}: its weights, {}, are missing", model.card_path(), model.weights_path());
  return model;
}

// Other JSON files may lie there too.
bool is_meant(const ModelFile& model) {
  return is_there(model.weights_path()) || is_model_card(model.card_path());
}

std::vector<ModelFile> with_cards(const Places& places) {
  std::vector<ModelFile> models;
  std::set<std::string> seen;
  for (const std::string& folder : places)
    for (const std::string& name : names_in(folder)) {
      ModelFile model = with_card(name, folder);
      if (is_meant(model) && seen.insert(name).second) models.push_back(std::move(model));
    }
  return models;
}

void check_weights(ModelFile& model) {
  if (!model.problem.empty()) return;
  try {
    const formats::Blob weights = formats::read_file(model.weights_path());
    model.bytes = weights.size();
    if (const std::string found = posegrad::sha256(weights.bytes()); found != model.card.sha256)
      model.problem = fmt::format("{}: it is damaged: its SHA-256 is {}, its card says {}",
                                  model.weights_path(), found, model.card.sha256);
  } catch (const Error& error) {
    model.problem = error.what();
  }
}

}  // namespace

std::vector<ModelFile> list_models(const Places& places) {
  std::vector<ModelFile> models = with_cards(places);
  for (ModelFile& model : models) check_weights(model);
  return models;
}

std::vector<std::string> model_names(const Places& places) {
  std::vector<std::string> names;
  for (const ModelFile& model : with_cards(places)) names.push_back(model.name);
  return names;
}

ModelFile find_model(const std::string& name, const Places& places) {
  for (const std::string& folder : places) {
    if (!is_name(name)) break;
    ModelFile model = with_card(name, folder);
    if (!is_meant(model)) continue;
    check_weights(model);
    if (!model.problem.empty())
      throw DataError(fmt::format("{}; {}", model.problem, looked_in(places)));
    return model;
  }
  throw IoError(fmt::format("there is no model {0}, {0}.bin with its card {0}.json; {1}", name,
                            looked_in(places)));
}

std::optional<std::string> default_model_name(bool causal, const Places& places) {
  const ModelFile* found = nullptr;
  const std::vector<ModelFile> models = with_cards(places);
  for (const ModelFile& model : models) {
    if (!model.card.is_default || model.card.causal != causal) continue;
    if (found != nullptr && found->folder == model.folder)
      throw DataError(fmt::format("{} and {} both say that they are the default{} model",
                                  found->card_path(), model.card_path(), causal ? " causal" : ""));
    if (found == nullptr) found = &model;
  }
  if (found == nullptr) return {};
  return found->name;
}

ModelFile default_model(bool causal, const Places& places) {
  if (const auto name = default_model_name(causal, places)) return find_model(*name, places);
  std::string why = fmt::format("there is no default{} model", causal ? " causal" : "");
  for (const ModelFile& model : with_cards(places))
    if (!model.problem.empty()) {
      why += fmt::format(" ({})", model.problem);  // it may have been the one
      break;
    }
  throw IoError(fmt::format("{}; {}", why, looked_in(places)));
}

}  // namespace posegrad::pose

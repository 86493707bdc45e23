#include "apps/files/chosen_model.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/files/named_files.h"
#include "pose/library/model_library.h"
#include "pose/training/convert.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

bool is_file(const std::string& path) {
  std::error_code unknown;
  return fs::exists(path, unknown) && !fs::is_directory(path, unknown);
}

pose::ModelFile default_model(bool causal) {
  try {
    return pose::default_model(causal);
  } catch (const IoError& error) {
    throw IoError(fmt::format(
        "{}; scripts/default_model.sh makes it, --checkpoint FILE takes another", error.what()));
  }
}

}  // namespace

std::string named_checkpoint(const std::string& given) {
  if (is_file(given) || given.find('/') != std::string::npos || pose::has_weights_ending(given))
    return given;
  const std::vector<std::string> names = pose::model_names();
  if (std::ranges::find(names, given) != names.end()) return pose::find_model(given).weights_path();
  require_file(given, names, "there are the models", "there is no model of this name either");
  return given;
}

std::string chosen_checkpoint(const std::string& given, bool causal) {
  if (!given.empty()) return named_checkpoint(given);
  const pose::ModelFile model = default_model(causal);
  console::print(fmt::format("Model: {}, the default ({})", model.name, model.card.title));
  return model.weights_path();
}

}  // namespace posegrad::apps

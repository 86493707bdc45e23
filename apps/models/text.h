#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "pose/library/model_library.h"

namespace posegrad::apps {

/// The models that are here, and which of them need not be named.
struct ModelList {
  std::vector<pose::ModelFile> models;
  std::string default_name, causal_default_name;  // empty: none
  std::vector<std::string> problems;              // of the library as a whole

  bool is_default(const pose::ModelFile& model) const;
  /// Nothing is wrong with the library nor with any of the models.
  bool is_whole() const;
};

// Lists as the ways to read them; texts without a line end at their end.

/// A line for each model, by folder. `places`: where models were looked for.
std::string models_table_text(const ModelList& list, const std::vector<std::string>& places);
/// All that is known of one model.
std::string model_text(const ModelList& list, const pose::ModelFile& model);
nlohmann::json models_json(const ModelList& list);

}  // namespace posegrad::apps

#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pose/library/model_card.h"
#include "pose/library/model_places.h"

namespace posegrad::pose {

/// A model of the library: FOLDER/NAME.bin, a checkpoint, and FOLDER/NAME.json, its card.
struct ModelFile {
  std::string name, folder;
  ModelCard card;
  std::uintmax_t bytes = 0;  // of the weights
  std::string problem;       // why it cannot be used, one line; empty: it can

  std::string weights_path() const { return folder + "/" + name + ".bin"; }
  std::string card_path() const { return folder + "/" + name + ".json"; }
};

// `places`: folders, first ones first. Of models of one name the first place's counts, whole or
// not.

/// Every model, by place and name, its weights compared with the card. One that lacks its card or
/// its weights or is damaged is there with its problem.
std::vector<ModelFile> list_models(const std::vector<std::string>& places = model_places());

/// The names alone, without reading weights.
std::vector<std::string> model_names(const std::vector<std::string>& places = model_places());

/// Throws IoError when no place has it, DataError when it lacks its card or its weights or the
/// SHA-256 of the weights is not the card's; both name all places.
ModelFile find_model(const std::string& name,
                     const std::vector<std::string>& places = model_places());

/// The name of the model that is used when nobody names one; `causal`: of those that use past
/// frames only. It is the one of the first place that has such a one; nothing where none has.
/// Throws DataError naming both when one place has two.
std::optional<std::string> default_model_name(
    bool causal, const std::vector<std::string>& places = model_places());

/// That model. Throws as default_model_name and find_model, and IoError naming all places when
/// there is none.
ModelFile default_model(bool causal, const std::vector<std::string>& places = model_places());

}  // namespace posegrad::pose

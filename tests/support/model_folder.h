#pragma once
#include <string>

#include <nlohmann/json.hpp>

#include "tests/support/notation.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {

/// A card that fits these weights.
inline nlohmann::json card_of(const std::string& weights) {
  return {{"model_card", 1},
          {"title", "tiny"},
          {"input", "coco"},
          {"output", "h36m"},
          {"frames", 9},
          {"fps", 50},
          {"causal", false},
          {"trained_on", "invented motion"},
          {"errors", {{{"what", "invented motion"}, {"N-MPJPE", 61.3}, {"P-MPJPE", 48}}}},
          {"licence", "MIT"},
          {"sha256", sha256(weights)}};
}

/// FOLDER/NAME.bin and FOLDER/NAME.json with these changes.
inline void add_model(const std::string& folder, const std::string& name,
                      const std::string& weights,
                      const nlohmann::json& changes = nlohmann::json::object()) {
  nlohmann::json card = card_of(weights);
  card.update(changes);
  write_text(folder + "/" + name + ".bin", weights);
  write_text(folder + "/" + name + ".json", card.dump(1) + "\n");
}

}  // namespace posegrad::test

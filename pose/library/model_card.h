#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// How far a model is off on some data.
struct MeasuredErrors {
  std::string what;                                         // the data: "CMU, subjects 1 to 5"
  std::vector<std::pair<std::string, double>> millimetres;  // "N-MPJPE", ...: in the card's order
};

/// What another key of a card holds.
using CardValue = std::variant<bool, Index, double, std::string>;

/// What is told of a model beside its weights: NAME.json, a JSON object with these keys. `rate` is
/// called "fps" and `is_default` "default" there.
struct ModelCard {
  std::string title;
  std::string input;   // layout of the 2D keypoints: "coco"
  std::string output;  // joints of the poses: "h36m"
  Index frames = 0;    // receptive field
  double fps = 0;      // frames per second of the training data
  bool causal = false;
  bool is_default = false;  // of the causal models or of the others, as `causal` says
  std::string trained_on;
  std::vector<MeasuredErrors> errors;
  std::string licence;
  std::string sha256;                                   // of the weights
  std::vector<std::pair<std::string, CardValue>> more;  // other keys
};

/// The key and version that make a JSON file a card: {"model_card": 1, ...}.
inline constexpr const char* kCardKey = "model_card";
inline constexpr Index kCardVersion = 1;

/// Throws IoError "cannot open FILE: ..."; DataError naming file and key for one that is missing,
/// has the wrong type or a value that makes no sense, and for a card of a later version.
ModelCard read_model_card(const std::string& path);

/// Whether a file is meant to be a card: JSON with its key. False for anything else.
bool is_model_card(const std::string& path);

}  // namespace posegrad::pose

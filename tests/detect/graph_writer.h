#pragma once
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tensor/dtype.h"

namespace posegrad::test {

/// A TensorFlow.js graph model that grows: the JSON and the bytes of its weights.
struct GraphWriter {
  nlohmann::json json = {
      {"format", "graph-model"},
      {"modelTopology", {{"node", nlohmann::json::array()}}},
      {"weightsManifest", {{{"paths", {"weights.bin"}}, {"weights", nlohmann::json::array()}}}}};
  std::string bytes;

  nlohmann::json& nodes() { return json["modelTopology"]["node"]; }
  nlohmann::json& group() { return json["weightsManifest"][0]; }

  void node(const std::string& name, const std::string& op,
            const std::vector<std::string>& inputs = {},
            nlohmann::json attributes = nlohmann::json::object());
  /// A constant as float16 from its bits.
  void halves(const std::string& name, const std::vector<Index>& shape,
              const std::vector<std::uint16_t>& bits);

  /// FOLDER/NAME.json and FOLDER/weights.bin; returns the first's path.
  std::string write(const std::string& folder, const std::string& name = "graph") const;
};

/// "SAME" as an attribute has it: {"s": base64}.
nlohmann::json text_attribute(const std::string& text);
nlohmann::json texts_attribute(const std::vector<std::string>& texts);
nlohmann::json integers_attribute(const std::vector<Index>& numbers);

/// MoveNet with narrow layers: its nodes as movenet_layers() names them, weights that count from 1
/// on in each array's place. `size`: of the input, pixels.
GraphWriter small_movenet(bool of_many, Index size);

}  // namespace posegrad::test

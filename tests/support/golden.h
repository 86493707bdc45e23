#pragma once
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "tensor/error.h"

namespace posegrad::test {

/// The JSON file tests/golden/NAME. Throws IoError when it is not there.
inline nlohmann::json golden(const std::string& name) {
  const std::string path = std::string(POSEGRAD_SOURCE_DIR) + "/tests/golden/" + name;
  std::ifstream file(path);
  if (!file) throw IoError(path + ": cannot be opened");
  return nlohmann::json::parse(file);
}

}  // namespace posegrad::test

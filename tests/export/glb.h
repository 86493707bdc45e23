#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace posegrad::test {

/// A binary glTF file, taken apart without a library for it.
struct Glb {
  nlohmann::json json;
  std::string numbers;

  explicit Glb(const std::string& bytes);
  /// The numbers of an accessor: floats, or whole numbers of one, two or four bytes.
  std::vector<double> accessor(std::size_t number) const;
};

}  // namespace posegrad::test

#include "tests/export/glb.h"

#include <cstring>
#include <map>

#include "tensor/error.h"

namespace posegrad::test {
namespace {

template <class T>
T value_at(const std::string& bytes, std::size_t at) {
  if (at + sizeof(T) > bytes.size()) throw DataError("the file ends too early");
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

void require(bool is_so, const char* what) {
  if (!is_so) throw DataError(what);
}

}  // namespace

Glb::Glb(const std::string& bytes) {
  require(bytes.starts_with("glTF"), "no glTF");
  require(value_at<std::uint32_t>(bytes, 4) == 2, "not version 2");
  require(value_at<std::uint32_t>(bytes, 8) == bytes.size(), "another length than the file has");
  const auto json_size = value_at<std::uint32_t>(bytes, 12);
  require(bytes.substr(16, 4) == "JSON", "no JSON");
  json = nlohmann::json::parse(bytes.substr(20, json_size));
  const std::size_t second = 20 + json_size;
  const auto size = value_at<std::uint32_t>(bytes, second);
  require(bytes.substr(second + 4, 4) == std::string("BIN\0", 4), "no BIN");
  require(second + 8 + size == bytes.size(), "something behind the numbers");
  numbers = bytes.substr(second + 8);
}

std::vector<double> Glb::accessor(std::size_t number) const {
  static const std::map<std::string, std::size_t> kParts{
      {"SCALAR", 1}, {"VEC3", 3}, {"VEC4", 4}, {"MAT4", 16}};
  const nlohmann::json& accessor = json.at("accessors").at(number);
  const nlohmann::json& view =
      json.at("bufferViews").at(accessor.at("bufferView").get<std::size_t>());
  const std::size_t count =
      accessor.at("count").get<std::size_t>() * kParts.at(accessor.at("type").get<std::string>());
  const std::size_t begin = view.value("byteOffset", std::size_t{0});
  const int component = accessor.at("componentType");
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(
        component == 5126   ? static_cast<double>(value_at<float>(numbers, begin + 4 * i))
        : component == 5125 ? static_cast<double>(value_at<std::uint32_t>(numbers, begin + 4 * i))
        : component == 5123 ? static_cast<double>(value_at<std::uint16_t>(numbers, begin + 2 * i))
                            : static_cast<double>(value_at<std::uint8_t>(numbers, begin + i)));
  return values;
}

}  // namespace posegrad::test

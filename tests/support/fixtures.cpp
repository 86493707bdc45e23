#include "tests/support/fixtures.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "pose/formats/npz.h"

namespace posegrad::test {

using nlohmann::json;
using pose::formats::ArrayType;
using pose::formats::NdArray;
using pose::formats::Value;

const std::filesystem::path& fixtures() {
  static const std::filesystem::path folder = [] {
    const char* named = std::getenv("POSEGRAD_FIXTURES");
    const std::filesystem::path path =
        named != nullptr
            ? named
            : std::filesystem::path(POSEGRAD_SOURCE_DIR).parent_path() / "shared/fixtures";
    if (!std::filesystem::is_directory(path)) {
      std::puts("skipped: there are no fixtures; set POSEGRAD_FIXTURES to their folder");
      std::fflush(stdout);
      std::_Exit(77);
    }
    return path;
  }();
  return folder;
}

std::string fixture(std::string_view name) { return (fixtures() / name).string(); }

const json& fixture_json(std::string_view name) {
  static std::map<std::string, json, std::less<>> read;
  const auto found = read.find(name);
  if (found != read.end()) return found->second;
  std::ifstream file(fixtures() / name);
  BOOST_REQUIRE_MESSAGE(file, name << " is there");
  return read.emplace(name, json::parse(file)).first->second;
}

Tensor fixture_tensor(std::string_view name, std::string_view key) {
  const Value value = pose::formats::NpzReader(fixture(name)).load(key);
  const NdArray& array = value.as_array();
  return to_tensor(array, array.is_integer()              ? DType::i64
                          : array.type() == ArrayType::f8 ? DType::f64
                                                          : DType::f32);
}

std::vector<std::string> fixture_files(std::string_view folder, std::string_view ending) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(fixtures() / folder))
    if (entry.path().filename().string().ends_with(ending))
      names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace posegrad::test

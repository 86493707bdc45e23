#include "tests/support/fixtures.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include "pose/formats/array_items.h"
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
  const Value value = pose::formats::load_npz(fixture(name), key);
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

std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  BOOST_REQUIRE(EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr) ==
                1);
  std::string hex;
  for (unsigned i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

double number_of(const json& notation) {
  if (notation.is_object()) return number_of(notation.at("float"));
  if (!notation.is_string()) return notation.get<double>();
  const std::string text = notation;
  const double infinity = std::numeric_limits<double>::infinity();
  return text == "inf"    ? infinity
         : text == "-inf" ? -infinity
                          : std::numeric_limits<double>::quiet_NaN();
}

namespace {

/// Equal as numbers, NaN included, and zeros by their sign.
bool same(double a, double b) {
  return (a != a && b != b) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same_item(const NdArray& array, Index i, const json& expected) {
  switch (array.type()) {
    case ArrayType::bytes:
    case ArrayType::text:
      return array.text(i) == expected.get<std::string>();
    case ArrayType::c8: {
      const auto part = [&](Index which) {
        return static_cast<double>(pose::formats::load_number<float>(
            array.data().data(), static_cast<std::size_t>(2 * i + which)));
      };
      return same(part(0), number_of(expected.at(0))) && same(part(1), number_of(expected.at(1)));
    }
    default:
      if (array.is_integer())
        return expected.is_boolean() ? (array.integer(i) != 0) == expected.get<bool>()
                                     : array.integer(i) == expected.get<Index>();
      return same(array.number(i), number_of(expected));
  }
}

/// The array's item type without its byte order, which we do not keep.
std::string type_text(const std::string& descr) {
  const std::string type = descr.substr(descr.find_first_not_of("<>|="));
  return type;
}

std::string decimal(const std::string& little_endian) {
  std::string digits = "0";
  BOOST_REQUIRE(static_cast<unsigned char>(little_endian.back()) < 0x80);
  for (std::size_t b = little_endian.size(); b-- > 0;) {
    unsigned carry = static_cast<unsigned char>(little_endian[b]);
    for (std::size_t d = digits.size(); d-- > 0;) {
      carry += static_cast<unsigned>(digits[d] - '0') * 256;
      digits[d] = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry > 0; carry /= 10)
      digits.insert(digits.begin(), static_cast<char>('0' + carry % 10));
  }
  return digits;
}

}  // namespace

void check_array(const NdArray& array, const json& expected, const std::string& where) {
  BOOST_TEST(type_text(array.descr()) == type_text(expected.at("dtype")), where);
  BOOST_TEST(array.shape() == expected.at("shape").get<std::vector<Index>>(),
             where << ": shape " << array.to_string());
  if (expected.contains("sha256_le_c_order")) {
    BOOST_TEST(sha256(array.data().view()) == expected.at("sha256_le_c_order").get<std::string>(),
               where);
    return;
  }
  const json& data = expected.at("data");
  BOOST_REQUIRE_EQUAL(array.numel(), static_cast<Index>(data.size()));
  for (Index i = 0; i < array.numel(); ++i)
    BOOST_TEST(same_item(array, i, data.at(static_cast<std::size_t>(i))), where << ": item " << i);
}

namespace {

void check_items(const std::vector<Value>& items, const json& expected, const std::string& where) {
  BOOST_TEST_REQUIRE(items.size() == expected.size(), where);
  for (std::size_t i = 0; i < items.size(); ++i)
    check_value(items[i], expected.at(i), fmt::format("{}[{}]", where, i));
}

/// Keys, their order and their values.
void check_dict(const Value& value, const json& pairs, const std::string& where) {
  BOOST_TEST_REQUIRE(value.is_dict(), where << ": " << value.kind_name());
  BOOST_TEST_REQUIRE(value.size() == pairs.size(), where << ": size " << value.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& [key, item] = value.entries()[i];
    const std::string place = fmt::format("{}.{}", where, pairs.at(i).at(0).dump());
    check_value(key, pairs.at(i).at(0), place + " (key)");
    check_value(item, pairs.at(i).at(1), place);
  }
}

void check_notation(const Value& value, const json& expected, const std::string& where) {
  if (expected.contains("dict")) {
    // Our JSON reader sorts the keys: find them by name.
    const json& dict = expected.at("dict");
    BOOST_TEST_REQUIRE(value.is_dict(), where << ": " << value.kind_name());
    BOOST_TEST(value.size() == dict.size(), where);
    for (const auto& [key, item] : dict.items()) {
      const Value* found = value.find(key);
      BOOST_TEST_REQUIRE(found != nullptr, where << "." << key << " is missing");
      check_value(*found, item, where + "." + key);
    }
  } else if (expected.contains("dict_items")) {
    check_dict(value, expected.at("dict_items"), where);
  } else if (expected.contains("tuple")) {
    BOOST_TEST(value.is(Value::Kind::tuple), where << ": " << value.kind_name());
    check_items(value.items(), expected.at("tuple"), where);
  } else if (expected.contains("float")) {
    BOOST_TEST(same(value.as_double(), number_of(expected)), where << ": " << value.as_double());
  } else if (expected.contains("int")) {
    BOOST_TEST(decimal(value.big_integer()) == expected.at("int").get<std::string>(), where);
  } else if (expected.contains("bytes_hex")) {
    std::string hex;
    for (const char byte : value.as_bytes().view())
      hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    BOOST_TEST(hex == expected.at("bytes_hex").get<std::string>(), where);
  } else if (expected.contains("array")) {
    check_array(value.as_array(), expected.at("array"), where);
  } else if (expected.contains("scalar")) {
    BOOST_TEST(value.is(Value::Kind::scalar), where);
    check_array(value.as_array(),
                {{"dtype", expected.at("scalar")},
                 {"shape", json::array()},
                 {"data", {expected.at("value")}}},
                where);
  } else if (expected.contains("object_array")) {
    BOOST_TEST(value.as_array().shape() == expected.at("object_array").get<std::vector<Index>>(),
               where);
    check_items(value.as_array().objects(), expected.at("items"), where);
  } else {
    check_array(value.as_array(), expected, where);
  }
}

}  // namespace

void check_value(const Value& value, const json& expected, const std::string& where) {
  if (expected.is_null()) {
    BOOST_TEST(value.is_none(), where << ": " << value.kind_name());
  } else if (expected.is_boolean()) {
    BOOST_TEST_REQUIRE(value.is(Value::Kind::boolean), where << ": " << value.kind_name());
    BOOST_TEST(value.as_bool() == expected.get<bool>(), where);
  } else if (expected.is_number_integer()) {
    // NumPy's integer scalars occur inside plain lists.
    BOOST_TEST(value.as_int() == expected.get<Index>(), where);
  } else if (expected.is_number()) {
    BOOST_TEST(same(value.as_double(), expected.get<double>()), where);
  } else if (expected.is_string()) {
    BOOST_TEST(value.as_text() == expected.get<std::string>(), where);
  } else if (expected.is_array()) {
    BOOST_TEST(value.is(Value::Kind::list), where << ": " << value.kind_name());
    check_items(value.items(), expected, where);
  } else {
    check_notation(value, expected, where);
  }
}

}  // namespace posegrad::test

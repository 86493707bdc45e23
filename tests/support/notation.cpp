#include "tests/support/notation.h"

#include <bit>
#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include "pose/formats/array_items.h"

namespace posegrad::test {

using nlohmann::json;
using pose::formats::ArrayType;
using pose::formats::NdArray;
using pose::formats::Value;

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
    case ArrayType::c8:
    case ArrayType::c16: {
      const auto part = [&](Index which) {
        const auto at = static_cast<std::size_t>(2 * i + which);
        return array.type() == ArrayType::c8
                   ? static_cast<double>(pose::formats::load_number<float>(array.data().data(), at))
                   : pose::formats::load_number<double>(array.data().data(), at);
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

/// Two's complement, little endian, as a decimal number.
std::string decimal(std::string little_endian) {
  const bool negative = static_cast<unsigned char>(little_endian.back()) >= 0x80;
  unsigned one = 1;
  for (char& byte : little_endian) {
    if (!negative) break;
    one += static_cast<unsigned char>(~byte);
    byte = static_cast<char>(one & 0xFF);
    one >>= 8;
  }
  std::string digits = "0";
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
  return negative ? "-" + digits : digits;
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

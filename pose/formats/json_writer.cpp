#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pose/formats/json.h"
#include "pose/formats/pickle_nesting.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Value::Kind;

Json json_of(const Value& value) {
  switch (value.kind()) {
    case Kind::none:
      return nullptr;
    case Kind::boolean:
      return value.as_bool();
    case Kind::integer:
      return value.as_int();
    case Kind::real:
      if (!std::isfinite(value.as_double()))
        throw DataError(fmt::format("{} has no place in JSON", value.as_double()));
      return value.as_double();
    case Kind::text:
      return value.as_text();
    case Kind::list:
    case Kind::tuple: {
      Json list = Json::array();
      for (const Value& item : value.items()) list.push_back(json_of(item));
      return list;
    }
    case Kind::dict: {
      Json object = Json::object();
      for (const auto& [key, item] : value.entries()) object[key.as_text()] = json_of(item);
      return object;
    }
    default:
      throw DataError(fmt::format("a {} has no place in JSON", value.kind_name()));
  }
}

}  // namespace

std::string write_json(const Value& value) {
  check_nesting(value);
  return json_of(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace posegrad::pose::formats

#include "pose/formats/field.h"

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

/// Runs an accessor of Value and puts the place in front of what it throws.
template <class Access>
decltype(auto) located(const Field& field, Access&& access) {
  try {
    return access();
  } catch (const DataError& error) {
    field.fail(error.what());
  }
}

}  // namespace

void Field::fail(std::string_view message) const {
  throw DataError(fmt::format("{}: {}", where_, message));
}

Field Field::at(std::string_view key) const {
  return {located(*this, [&] { return value_.at(key); }),
          fmt::format("{}: {}", where_, printable(key))};
}

std::optional<Field> Field::find(std::string_view key) const {
  const Value* value = located(*this, [&] { return value_.find(key); });
  if (value == nullptr) return std::nullopt;
  return Field(*value, fmt::format("{}: {}", where_, printable(key)));
}

Field Field::operator[](std::size_t index) const {
  if (index >= size()) fail(fmt::format("item {} is wanted; there are {}", index, size()));
  return {value_.items()[index], fmt::format("{}: [{}]", where_, index)};
}

std::size_t Field::size() const {
  return located(*this, [&] { return value_.size(); });
}

std::vector<Field> Field::items() const {
  std::vector<Field> fields;
  for (const Value& item : located(*this, [&]() -> decltype(auto) { return value_.items(); }))
    fields.emplace_back(item, fmt::format("{}: [{}]", where_, fields.size()));
  return fields;
}

std::vector<std::pair<std::string, Field>> Field::entries() const {
  return located(*this, [&] {
    std::vector<std::pair<std::string, Field>> fields;
    for (const auto& [key, value] : value_.entries())
      fields.emplace_back(key.as_text(),
                          Field(value, fmt::format("{}: {}", where_, printable(key.as_text()))));
    return fields;
  });
}

bool Field::as_bool() const {
  return located(*this, [&] { return value_.as_bool(); });
}

Index Field::as_int() const {
  return located(*this, [&] { return value_.as_int(); });
}

double Field::as_double() const {
  return located(*this, [&] { return value_.as_double(); });
}

std::string Field::as_text() const {
  return located(*this, [&] { return value_.as_text(); });
}

const NdArray& Field::as_array() const {
  return located(*this, [&]() -> const NdArray& { return value_.as_array(); });
}

Tensor Field::as_tensor(DType dtype) const {
  return located(*this, [&] { return to_tensor(value_.as_array(), dtype); });
}

}  // namespace posegrad::pose::formats

#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// A value together with where it was found, so that every error says it:
///   Field file(torch_load(path), path);
///   file.at("optimizer").at("param_groups")[0].at("lr").as_double();
///   -> old.bin: optimizer: param_groups: [0]: lr: a number is wanted; found None
/// The accessors are Value's. Copies share the value.
class Field {
 public:
  Field(Value value, std::string where) : value_(std::move(value)), where_(std::move(where)) {}

  const Value& value() const noexcept { return value_; }
  const std::string& where() const noexcept { return where_; }
  bool is_none() const noexcept { return value_.is_none(); }

  Field at(std::string_view key) const;
  /// Nothing when the key is absent. A key that is there with None is found.
  std::optional<Field> find(std::string_view key) const;
  Field operator[](std::size_t index) const;  // of a list or tuple
  std::size_t size() const;
  std::vector<Field> items() const;  // of a list or tuple
  std::vector<std::pair<std::string, Field>> entries()
      const;  // of a dict with text keys, in the order of the file

  bool as_bool() const;
  Index as_int() const;
  double as_double() const;
  std::string as_text() const;
  const NdArray& as_array() const;
  Tensor as_tensor(DType dtype) const;
  /// The same place, an object array of rank 0 opened.
  Field unwrapped() const { return {value_.unwrapped(), where_}; }

  /// Throws DataError "WHERE: MESSAGE".
  [[noreturn]] void fail(std::string_view message) const;

 private:
  Value value_;
  std::string where_;
};

}  // namespace posegrad::pose::formats

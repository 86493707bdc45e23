#include "pose/scene/result_members.h"

#include <cstring>
#include <limits>
#include <type_traits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/json.h"
#include "pose/formats/npz.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose {

using formats::ArrayType;
using formats::Field;
using formats::NdArray;
using formats::Value;

void ResultMember::fail(std::string_view message) const {
  throw DataError(fmt::format("{}: {}", where, message));
}

void ResultMember::require_numbers(const std::vector<Index>& shape) const {
  bool fits = array.is_number() && array.shape().size() <= shape.size();
  for (std::size_t axis = 0; fits && axis < array.shape().size(); ++axis)
    fits = shape[axis] < 0 || array.shape()[axis] == shape[axis];
  if (fits && (array.shape().size() == shape.size() || array.numel() == 0)) return;
  std::string wanted = formats::shape_text(shape);
  for (std::size_t at; (at = wanted.find("-1")) != std::string::npos;) wanted.replace(at, 2, "any");
  fail(fmt::format("numbers of the shape {} are wanted; found {}", wanted, array.to_string()));
}

double ResultMember::number() const {
  if (!array.is_number() || array.numel() != 1)
    fail(fmt::format("a number is wanted; found {}", array.to_string()));
  return array.number(0);
}

std::string ResultMember::text() const {
  if (array.type() != ArrayType::text || array.numel() != 1)
    fail(fmt::format("a text is wanted; found {}", array.to_string()));
  return array.text(0);
}

std::vector<std::string> ResultMember::texts() const {
  const bool is_empty = array.numel() == 0 && array.rank() == 1;
  if (!is_empty && (array.type() != ArrayType::text || array.rank() != 1))
    fail(fmt::format("a list of texts is wanted; found {}", array.to_string()));
  std::vector<std::string> list;
  for (Index i = 0; i < array.numel(); ++i) list.push_back(array.text(i));
  return list;
}

std::vector<Index> ResultMember::integers() const {
  const bool is_empty = array.numel() == 0 && array.rank() == 1;
  if (!is_empty && (!array.is_integer() || array.rank() != 1))
    fail(fmt::format("a list of integers is wanted; found {}", array.to_string()));
  std::vector<Index> list;
  for (Index i = 0; i < array.numel(); ++i) {
    try {
      list.push_back(array.integer(i));
    } catch (const DataError& error) {
      fail(error.what());
    }
  }
  return list;
}

std::optional<ResultMember> ResultMembers::find(std::string_view key) const {
  return has(key) ? std::optional(at(key)) : std::nullopt;
}

namespace {

class NpzMembers : public ResultMembers {
 public:
  explicit NpzMembers(const std::string& path) : file_(path) {}
  std::vector<std::string> keys() const override { return file_.keys(); }
  bool has(std::string_view key) const override { return file_.has(key); }
  ResultMember at(std::string_view key) const override {
    const Field field = file_.field(key);
    return {field.as_array(), field.where()};
  }

 private:
  formats::NpzReader file_;
};

/// The leaves of lists in lists, which must all have the lengths of the first ones.
class Leaves {
 public:
  explicit Leaves(const Field& field) {
    constexpr std::size_t kMostAxes = 4;
    for (Field at = field; at.value().is(Value::Kind::list); at = at[0]) {
      if (shape_.size() == kMostAxes)
        field.fail(fmt::format("lists nested deeper than {} levels", kMostAxes));
      shape_.push_back(static_cast<Index>(at.size()));
      if (at.size() == 0) break;
    }
    collect(field.value(), 0, field);
  }

  NdArray array() const {
    if (kinds_ == kText) {
      std::vector<std::string> texts;
      for (const Value* leaf : leaves_) texts.push_back(leaf->as_text());
      return NdArray::of_texts(shape_, texts);
    }
    if (kinds_ == kBoolean) {
      std::string bytes;
      for (const Value* leaf : leaves_) bytes += leaf->as_bool() ? '\1' : '\0';
      return {formats::format_of(ArrayType::b1), shape_, formats::Blob::copy_of(bytes)};
    }
    if (kinds_ == kInteger) return plain<std::int64_t>(ArrayType::i8);
    return plain<double>(ArrayType::f8);
  }

 private:
  enum : unsigned { kBoolean = 1, kInteger = 2, kNumber = 4, kText = 8 };

  void collect(const Value& value, std::size_t depth, const Field& place) {
    const bool is_leaf = depth == shape_.size();
    if (value.is(Value::Kind::list) == is_leaf ||
        (!is_leaf && static_cast<Index>(value.size()) != shape_[depth]))
      place.fail(
          fmt::format("lists of one length are wanted, as in the first of them: {}; item {} "
                      "is another",
                      formats::shape_text(shape_), leaves_.size()));
    if (!is_leaf) {
      for (const Value& item : value.items()) collect(item, depth + 1, place);
      return;
    }
    kinds_ |= kind_of(value, place);
    if ((kinds_ & (kText | kBoolean)) != 0 && (kinds_ & (kinds_ - 1)) != 0)
      place.fail("a list holds one kind: numbers, texts or truth values");
    leaves_.push_back(&value);
  }

  static unsigned kind_of(const Value& value, const Field& place) {
    switch (value.kind()) {
      case Value::Kind::boolean:
        return kBoolean;
      case Value::Kind::integer:
        return kInteger;
      case Value::Kind::real:
      case Value::Kind::none:
        return kNumber;
      case Value::Kind::text:
        return kText;
      default:
        place.fail(fmt::format("numbers or texts are wanted; found {}", value.kind_name()));
    }
  }

  template <class T>
  NdArray plain(ArrayType type) const {
    std::byte* fill = nullptr;
    formats::Blob data = formats::Blob::allocate(leaves_.size() * sizeof(T), fill);
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      T number = std::numeric_limits<T>::quiet_NaN();  // 0 for integers, of which none is None
      if (!leaves_[i]->is_none()) {
        if constexpr (std::is_same_v<T, double>)
          number = leaves_[i]->as_double();
        else
          number = leaves_[i]->as_int();
      }
      std::memcpy(fill + i * sizeof(T), &number, sizeof(T));
    }
    return {formats::format_of(type), shape_, std::move(data)};
  }

  std::vector<Index> shape_;
  std::vector<const Value*> leaves_;
  unsigned kinds_ = 0;
};

class JsonMembers : public ResultMembers {
 public:
  explicit JsonMembers(const std::string& path) : file_(formats::load_json(path)) {
    if (!file_.value().is_dict())
      file_.fail(fmt::format("an object is wanted; found {}", file_.value().kind_name()));
  }
  std::vector<std::string> keys() const override {
    std::vector<std::string> list;
    for (const auto& [key, value] : file_.value().entries()) list.push_back(key.as_text());
    return list;
  }
  bool has(std::string_view key) const override { return file_.value().find(key) != nullptr; }
  ResultMember at(std::string_view key) const override {
    if (!has(key))
      file_.fail(fmt::format("there is no '{}'; it has: {}", formats::printable(key),
                             formats::printable(fmt::format("{}", fmt::join(keys(), ", ")))));
    const Field field = file_.at(key);
    return {Leaves(field).array(), field.where()};
  }

 private:
  Field file_;
};

}  // namespace

std::unique_ptr<ResultMembers> ResultMembers::of_npz(const std::string& path) {
  return std::make_unique<NpzMembers>(path);
}
std::unique_ptr<ResultMembers> ResultMembers::of_json(const std::string& path) {
  return std::make_unique<JsonMembers>(path);
}

}  // namespace posegrad::pose

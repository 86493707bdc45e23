#include "pose/detections/records/arrays/number_block.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::detections::arrays {

void RepetitionGuard::charge(const formats::Value& value, std::size_t items,
                             const formats::Field& place) {
  constexpr std::size_t kFree = 1 << 20, kMostTimes = 8;
  if (seen_.insert(value.identity()).second) stored_ += items;
  read_ += items;
  if (read_ > kFree && read_ > kMostTimes * stored_)
    place.fail("the same lists of numbers stand there again and again");
}

namespace {

using formats::ArrayType;
using formats::Field;
using formats::NdArray;
using formats::Value;

constexpr std::size_t kMostAxes = 8;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool is_number(const Value& value) {
  return value.is(Value::Kind::integer) || value.is(Value::Kind::real) ||
         value.is(Value::Kind::boolean);
}

bool is_objects(const Value& value) {
  return value.is_array() && value.as_array().type() == ArrayType::object;
}

/// By the first items, which the others must equal.
std::optional<std::vector<Index>> shape_by_first_items(const Value& value) {
  std::vector<Index> shape;
  const Value* item = &value;
  while (shape.size() <= kMostAxes) {
    if (item->is_none() || is_number(*item)) return shape;
    std::span<const Value> inside;
    if (item->is_array()) {
      const NdArray& array = item->as_array();
      shape.insert(shape.end(), array.shape().begin(), array.shape().end());
      if (array.is_number()) return shape;
      if (array.type() != ArrayType::object) return std::nullopt;
      inside = array.objects();
    } else if (item->is_sequence()) {
      inside = item->items();
      shape.push_back(static_cast<Index>(inside.size()));
    } else {
      return std::nullopt;
    }
    if (inside.empty()) return shape;
    // A missing number does not say how deep the others are.
    const auto first = std::ranges::find_if(inside, [](const Value& v) { return !v.is_none(); });
    if (first == inside.end()) return shape;
    item = &*first;
  }
  return std::nullopt;
}

/// Copies nested items while they have the shape that the first ones promised.
class Flattening {
 public:
  Flattening(std::vector<Index> shape, const Field& place, RepetitionGuard& guard)
      : shape_(std::move(shape)), place_(place), guard_(guard) {}

  bool add(const Value& value, std::size_t axis) {
    if (axis == shape_.size()) return add_number(value);
    if (is_objects(value)) return add_objects(value, axis);
    if (value.is_array()) return add_array(value, axis);
    if (!value.is_sequence() || static_cast<Index>(value.size()) != shape_[axis]) return false;
    charge(value, value.size());
    return std::ranges::all_of(value.items(), [&](const Value& v) { return add(v, axis + 1); });
  }

  std::vector<double> numbers;

 private:
  bool add_number(const Value& value) {
    if (value.is_none()) {
      numbers.push_back(kNaN);
    } else if (is_number(value) ||
               (value.is_array() && value.as_array().is_number() && value.as_array().rank() == 0)) {
      numbers.push_back(value.as_double());
    } else {
      return false;
    }
    return true;
  }

  bool has_shape(const NdArray& array, std::size_t axis, bool to_the_end) const {
    const std::span<const Index> rest = std::span(shape_).subspan(axis);
    const std::size_t rank = array.shape().size();
    return (to_the_end ? rank == rest.size() : rank <= rest.size()) &&
           std::ranges::equal(array.shape(), rest.first(rank));
  }

  bool add_array(const Value& value, std::size_t axis) {
    const NdArray& array = value.as_array();
    if (!array.is_number() || !has_shape(array, axis, true)) return false;
    charge(value, static_cast<std::size_t>(array.numel()));
    for (Index i = 0; i < array.numel(); ++i) numbers.push_back(array.number(i));
    return true;
  }

  bool add_objects(const Value& value, std::size_t axis) {
    const NdArray& array = value.as_array();
    if (!has_shape(array, axis, false)) return false;
    charge(value, array.objects().size());
    return std::ranges::all_of(
        array.objects(), [&](const Value& item) { return add(item, axis + array.shape().size()); });
  }

  void charge(const Value& value, std::size_t items) { guard_.charge(value, items, place_); }

  std::vector<Index> shape_;
  const Field& place_;
  RepetitionGuard& guard_;
};

std::vector<Index> strides_of(const std::vector<Index>& shape) {
  std::vector<Index> strides(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis-- > 1;)
    strides[axis - 1] = strides[axis] * shape[axis];
  return strides;
}

}  // namespace

NumberBlock::NumberBlock(NdArray array) : shape_(array.shape()), numel_(array.numel()) {
  if (!array.is_number())
    throw DataError(fmt::format("an array of numbers is wanted; found {}", array.to_string()));
  if (numel_ > 0) strides_ = strides_of(shape_);
  strides_.resize(shape_.size());
  array_ = std::make_shared<const NdArray>(std::move(array));
}

NumberBlock::NumberBlock(std::vector<Index> shape, std::vector<double> numbers)
    : shape_(std::move(shape)), numel_(formats::count_items(shape_)) {
  if (numel_ != static_cast<Index>(numbers.size()))
    throw DataError(fmt::format("{} numbers do not have the shape {}", numbers.size(),
                                formats::shape_text(shape_)));
  if (numel_ > 0) strides_ = strides_of(shape_);
  strides_.resize(shape_.size());
  numbers_ = std::make_shared<const std::vector<double>>(std::move(numbers));
}

std::string NumberBlock::shape_text() const { return formats::shape_text(shape_); }

double NumberBlock::at(std::span<const Index> indices) const {
  Index place = offset_;
  for (std::size_t axis = 0; axis < indices.size(); ++axis) place += indices[axis] * strides_[axis];
  return numbers_ ? (*numbers_)[static_cast<std::size_t>(place)] : array_->number(place);
}

std::vector<double> NumberBlock::flat(Index most) const {
  const Index count = std::min(most, numel_);
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(count));
  std::vector<Index> indices(shape_.size(), 0);
  for (Index i = 0; i < count; ++i) {
    numbers.push_back(at(indices));
    for (std::size_t axis = shape_.size(); axis-- > 0;) {
      if (++indices[axis] < shape_[axis]) break;
      indices[axis] = 0;
    }
  }
  return numbers;
}

NumberBlock NumberBlock::squeezed() const {
  NumberBlock view = *this;
  view.shape_.clear();
  view.strides_.clear();
  for (std::size_t axis = 0; axis < shape_.size(); ++axis) {
    if (shape_[axis] == 1) continue;
    view.shape_.push_back(shape_[axis]);
    view.strides_.push_back(strides_[axis]);
  }
  return view;
}

NumberBlock NumberBlock::split_last(Index inner) const {
  NumberBlock view = *this;
  view.shape_.back() /= inner;
  view.shape_.push_back(inner);
  view.strides_.back() *= inner;
  view.strides_.push_back(strides_.back());
  return view;
}

NumberBlock NumberBlock::item(Index index) const {
  NumberBlock view = *this;
  view.offset_ += index * strides_.front();
  view.numel_ = shape_.front() == 0 ? 0 : numel_ / shape_.front();
  view.shape_.erase(view.shape_.begin());
  view.strides_.erase(view.strides_.begin());
  return view;
}

NumberBlock NumberBlock::arranged(std::string_view names, std::string_view wanted) const {
  NumberBlock view = *this;
  view.shape_.clear();
  view.strides_.clear();
  for (const char name : wanted) {
    const std::size_t axis = names.find(name);
    view.shape_.push_back(axis == std::string_view::npos ? 1 : shape_[axis]);
    view.strides_.push_back(axis == std::string_view::npos ? 0 : strides_[axis]);
  }
  return view;
}

bool is_number_block(const Value& value) {
  const auto shape = shape_by_first_items(value.unwrapped());
  return shape && !shape->empty();
}

std::optional<NumberBlock> number_block(const Field& field, RepetitionGuard& guard) {
  const Value& value = field.value().unwrapped();
  if (value.is_array() && value.as_array().is_number()) {
    guard.charge(value, static_cast<std::size_t>(value.as_array().numel()), field);
    return NumberBlock(value.as_array());
  }
  auto shape = shape_by_first_items(value);
  if (!shape) return std::nullopt;
  Flattening flattening(*shape, field, guard);
  if (!flattening.add(value, 0)) return std::nullopt;
  if (static_cast<Index>(flattening.numbers.size()) != formats::count_items(*shape))
    return std::nullopt;
  return NumberBlock(std::move(*shape), std::move(flattening.numbers));
}

std::optional<NumberBlock> number_block(const Field& field) {
  RepetitionGuard guard;
  return number_block(field, guard);
}

std::vector<RawPoint> raw_points(const NumberBlock& joints) {
  const Index numbers = joints.dim(1);
  std::vector<RawPoint> points;
  points.reserve(static_cast<std::size_t>(joints.dim(0)));
  for (Index j = 0; j < joints.dim(0); ++j) {
    const double score = numbers == 2 ? kNaN : joints.at({j, numbers == 3 ? 2 : 3});
    points.push_back({joints.at({j, 0}), joints.at({j, 1}), score});
  }
  return points;
}

}  // namespace posegrad::pose::detections::arrays

#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "pose/detections/records/records.h"
#include "pose/formats/field.h"

namespace posegrad::pose::detections::arrays {

/// A list that a pickle names many times is stored once: what is read of a file must stay in
/// proportion to what the file holds.
class RepetitionGuard {
 public:
  /// Counts `items` numbers that are read of a value. Throws DataError at `place` when far more
  /// were read than are stored.
  void charge(const formats::Value& value, std::size_t items, const formats::Field& place);

 private:
  std::unordered_set<const void*> seen_;
  std::size_t stored_ = 0, read_ = 0;
};

/// Numbers in any number of axes, whatever held them. Views share them.
class NumberBlock {
 public:
  /// Throws DataError for an array of anything but real numbers.
  explicit NumberBlock(formats::NdArray array);
  /// Throws DataError unless there are as many numbers as the shape says.
  NumberBlock(std::vector<Index> shape, std::vector<double> numbers);

  const std::vector<Index>& shape() const noexcept { return shape_; }
  int rank() const noexcept { return static_cast<int>(shape_.size()); }
  Index dim(int axis) const { return shape_.at(static_cast<std::size_t>(axis)); }
  Index numel() const noexcept { return numel_; }
  std::string shape_text() const;  // "(60, 17, 2)"

  /// One index for each axis, below its size.
  double at(std::span<const Index> indices) const;
  double at(std::initializer_list<Index> indices) const {
    return at(std::span(indices.begin(), indices.size()));
  }
  /// The first `most` of them, the last index fastest.
  std::vector<double> flat(Index most) const;

  NumberBlock squeezed() const;               // without the axes of size 1
  NumberBlock split_last(Index inner) const;  // (..., n * inner) -> (..., n, inner)
  NumberBlock item(Index index) const;        // of the first axis
  /// The axes that `names` calls (one letter each), in the order of `wanted`; one that is not there
  /// gets the size 1.
  NumberBlock arranged(std::string_view names, std::string_view wanted) const;

 private:
  std::vector<Index> shape_, strides_;
  Index numel_ = 0, offset_ = 0;
  std::shared_ptr<const formats::NdArray> array_;
  std::shared_ptr<const std::vector<double>> numbers_;  // null when `array_` holds them
};

/// Whether number_block() is likely to give a block: looks at first items only. Never throws.
bool is_number_block(const formats::Value& value);

/// An array, a list of lists, an array of objects that are numbers or arrays: nothing when it is
/// ragged or holds something else. None is NaN. Throws DataError for a small file that repeats
/// itself into a large one.
std::optional<NumberBlock> number_block(const formats::Field& field, RepetitionGuard& guard);
std::optional<NumberBlock> number_block(const formats::Field& field);

/// Points of one person (J, 2 to 5): x, y; x, y, score; or with the score in the fourth place (x,
/// y, z, visibility; Detectron's x, y, logit, probability).
std::vector<RawPoint> raw_points(const NumberBlock& joints);

}  // namespace posegrad::pose::detections::arrays

#pragma once
#include <array>
#include <initializer_list>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad {

/// Sizes of a tensor's axes, outermost first. At most kMaxRank axes, kept in place (no allocation).
class Shape {
 public:
  static constexpr int kMaxRank = 6;

  Shape() = default;  // rank 0: one number
  /// Throws ShapeError for a negative size, more than kMaxRank axes or a product beyond Index.
  Shape(std::initializer_list<Index> sizes);
  explicit Shape(std::span<const Index> sizes);

  int rank() const noexcept { return rank_; }
  Index numel() const noexcept { return numel_; }
  Index operator[](int axis) const noexcept { return sizes_[static_cast<std::size_t>(axis)]; }
  std::span<const Index> sizes() const noexcept {
    return {sizes_.data(), static_cast<std::size_t>(rank_)};
  }
  /// Axis counted from the end if negative; throws ShapeError outside [-rank, rank).
  int axis(int signed_axis) const;
  /// The same shape with one axis of another size.
  Shape with(int axis, Index size) const;

  bool operator==(const Shape& other) const = default;
  std::string to_string() const;  // "(2, 3, 5)"; one axis "(7,)"; none "()"

 private:
  std::array<Index, kMaxRank> sizes_{};
  int rank_ = 0;
  Index numel_ = 1;
};

/// Sequences of different lengths one after the other in the rows of a matrix, so that one matrix
/// product serves them all.
struct Segments {
  std::vector<Index> lengths;

  Index rows() const { return std::accumulate(lengths.begin(), lengths.end(), Index{0}); }
  /// What is left of them after a window of `window` frames without padding.
  Segments shortened(Index window) const {
    Segments shorter = *this;
    for (Index& length : shorter.lengths) length -= window - 1;
    return shorter;
  }
};

}  // namespace posegrad

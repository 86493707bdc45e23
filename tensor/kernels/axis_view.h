#pragma once
#include "tensor/shape.h"

namespace posegrad::kernels {

/// A row-major tensor seen from one of its axes: element (o, i, c) lies at (o * size + i) * inner +
/// c.
struct AxisView {
  AxisView(const Shape& shape, int axis) : size(shape[axis]) {
    for (int before = 0; before < axis; ++before) outer *= shape[before];
    for (int behind = axis + 1; behind < shape.rank(); ++behind) inner *= shape[behind];
  }
  Index outer = 1, size, inner = 1;

  struct Position {
    Index o, i, c;
  };
  Position position(Index element) const {
    return {element / (size * inner), element / inner % size, element % inner};
  }
  Index element(Index o, Index i, Index c) const { return (o * size + i) * inner + c; }
};

}  // namespace posegrad::kernels

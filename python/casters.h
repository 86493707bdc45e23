#pragma once
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "tensor/shape.h"

// How a Shape looks in Python: a tuple of ints. A lone int is a shape of one axis.
namespace pybind11::detail {

template <>
struct type_caster<posegrad::Shape> {
  PYBIND11_TYPE_CASTER(posegrad::Shape, const_name("tuple[int, ...]"));

  bool load(handle source, bool convert) {
    std::vector<posegrad::Index> sizes;
    make_caster<std::vector<posegrad::Index>> list;
    make_caster<posegrad::Index> number;
    if (isinstance<int_>(source)) {
      if (!number.load(source, convert)) return false;
      sizes.push_back(cast_op<posegrad::Index>(number));
    } else {
      if (!list.load(source, convert)) return false;
      sizes = cast_op<std::vector<posegrad::Index>>(list);
    }
    value = posegrad::Shape(std::span<const posegrad::Index>(sizes));
    return true;
  }

  static handle cast(const posegrad::Shape& shape, return_value_policy, handle) {
    tuple sizes(static_cast<std::size_t>(shape.rank()));
    for (int axis = 0; axis < shape.rank(); ++axis)
      sizes[static_cast<std::size_t>(axis)] = int_(shape[axis]);
    return sizes.release();
  }
};

}  // namespace pybind11::detail

#pragma once
#include "pose/data/pose_set.h"
#include "pose/geometry/quaternion.h"
#include "python/module.h"

// Points, rotations and sizes are tuples of numbers in Python: (x, y, z), (w, x, y, z), (width, height).
namespace pybind11::detail {

template <>
struct type_caster<posegrad::pose::Vec3> {
  PYBIND11_TYPE_CASTER(posegrad::pose::Vec3, const_name("tuple[float, float, float]"));
  bool load(handle source, bool convert) {
    make_caster<std::array<double, 3>> numbers;
    if (!numbers.load(source, convert)) return false;
    const auto [x, y, z] = cast_op<std::array<double, 3>>(numbers);
    value = {x, y, z};
    return true;
  }
  static handle cast(const posegrad::pose::Vec3& v, return_value_policy, handle) {
    return make_tuple(v.x, v.y, v.z).release();
  }
};

template <>
struct type_caster<posegrad::pose::Quaternion> {
  PYBIND11_TYPE_CASTER(posegrad::pose::Quaternion, const_name("tuple[float, float, float, float]"));
  bool load(handle source, bool convert) {
    make_caster<std::array<double, 4>> numbers;
    if (!numbers.load(source, convert)) return false;
    const auto [w, x, y, z] = cast_op<std::array<double, 4>>(numbers);
    value = {w, x, y, z};
    return true;
  }
  static handle cast(const posegrad::pose::Quaternion& q, return_value_policy, handle) {
    return make_tuple(q.w, q.x, q.y, q.z).release();
  }
};

template <>
struct type_caster<posegrad::pose::VideoSize> {
  PYBIND11_TYPE_CASTER(posegrad::pose::VideoSize, const_name("tuple[int, int]"));
  bool load(handle source, bool convert) {
    make_caster<std::array<posegrad::Index, 2>> numbers;
    if (!numbers.load(source, convert)) return false;
    const auto [width, height] = cast_op<std::array<posegrad::Index, 2>>(numbers);
    value = {width, height};
    return true;
  }
  static handle cast(const posegrad::pose::VideoSize& size, return_value_policy, handle) {
    return make_tuple(size.width, size.height).release();
  }
};

}  // namespace pybind11::detail

#pragma once
#include "tensor/bfloat16.h"

namespace posegrad {

/// The type in which arithmetic on numbers of type T is done.
template <class T>
struct MathOf {
  using type = T;
};
template <>
struct MathOf<BFloat16> {
  using type = float;
};
template <class T>
using Math = typename MathOf<T>::type;

}  // namespace posegrad

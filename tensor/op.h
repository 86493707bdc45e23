#pragma once
#include <cmath>
#include <limits>
#include <string_view>

#include "tensor/dtype.h"
#include "tensor/tensor.h"

namespace posegrad {

/// What is known of a kernel without running it. One constant per op, read by messages, tests,
/// audit and docs.
struct OpInfo {
  std::string_view name;
  std::string_view formula;
};

/// One output element computed from the definition in double, and how far a kernel may be from it.
/// A value that is a sum of terms t_1 .. t_n loses at most about n roundings of sum |t_i|.
struct Reference {
  double value = 0;
  double magnitude = 0;  // sum of |terms| of the result
  double roundings = 0;  // roundings that the result's terms go through; 0: the result is exact

  /// Largest permitted |kernel - value| for a kernel that works in `dtype`; denormals may be
  /// flushed.
  double bound(DType dtype) const {
    const double eps = dtype == DType::f32 ? 0x1p-24 : 0x1p-53;
    const double tiny = dtype == DType::f32 ? 0x1p-126 : 0x1p-1022;
    return roundings == 0 ? 0 : roundings * (eps * magnitude + tiny);
  }
};

/// Adds up the terms of a Reference.
class ReferenceSum {
 public:
  void add(double term) {
    value_ += term;
    magnitude_ += std::abs(term);
    ++terms_;
  }
  double value() const { return value_; }
  /// `extra`: roundings that each term, or the sum, goes through besides the additions.
  Reference result(double extra = 2) const {
    return {value_, magnitude_, static_cast<double>(terms_) + extra};
  }

 private:
  double value_ = 0, magnitude_ = 0;
  Index terms_ = 0;
};

}  // namespace posegrad

#pragma once
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"
#include "tensor/tensor.h"

namespace posegrad {

/// What is known of a kernel without running it: its contract as data. One constant per op, read by
/// messages, tests, audit and catalogue. Sizes in `flops`, `bytes` and `roundings` are those that
/// `shapes` names (tensor/contract.h); the expressions are evaluated when somebody asks.
struct OpInfo {
  std::string_view name;
  std::string_view formula;
  std::string_view shapes = {};      // "x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)"
  std::string_view gradient = {};    // "dx: relu_grad(dy, y); dw: ..." with ops, or "none: why"
  std::string_view roundings = "0";  // most that a Reference's are: "K + 2", "p: 14; m: 4"
  std::string_view magnitude = "none: exact";  // what those are relative to: "sum |w x|"
  std::string_view flops = "0";                // "2*N*L_out*C_out*K*C_in"
  std::string_view bytes = {};  // empty: every input is read once and every output written once
  std::string_view stem = {};   // of its files, where it is not the name
  bool is_product = false;      // of matrices: on a GPU, precision() decides how exact it is

  constexpr std::string_view file_stem() const { return stem.empty() ? name : stem; }
};

/// One output element computed from the definition in double, and how far a kernel may be from it.
/// A value that is a sum of terms t_1 .. t_n loses at most about n roundings of sum |t_i|.
struct Reference {
  double value = 0;
  double magnitude = 0;  // sum of |terms| of the result
  double roundings = 0;  // roundings that the result's terms go through; 0: the result is exact

  /// Largest permitted |kernel - value| for a kernel that works in `dtype`; denormals may be
  /// flushed. With bf16 arithmetic is in f32, and the result is rounded once more.
  double bound(DType dtype) const {
    const bool in_double = dtype == DType::f64;
    const double eps = in_double ? 0x1p-53 : 0x1p-24, tiny = in_double ? 0x1p-1022 : 0x1p-126;
    const double error = roundings == 0 ? 0 : roundings * (eps * magnitude + tiny);
    return dtype == DType::bf16 ? error + 0x1p-8 * (std::abs(value) + error) + tiny : error;
  }
};

/// What is not rounded, and what is rounded once.
inline Reference exact(double value) { return {value, 0, 0}; }
inline Reference correctly_rounded(double value) { return {value, std::abs(value), 1}; }

/// The same for a result of the op on a device, twice as far where kernel and reference both round
/// in double.
double error_bound(const OpInfo& op, const Reference& reference, DType dtype, Device device);

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

/// Every op that the program was linked with, by name. An op is there because dispatch is compiled
/// for it; nobody keeps a list.
std::vector<const OpInfo*> catalogue();

namespace detail {
bool add_to_catalogue(const OpInfo& info);

template <class Op>
inline const bool in_catalogue = add_to_catalogue(Op::info);
}  // namespace detail

}  // namespace posegrad

#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "autograd/gradcheck.h"

namespace posegrad {

/// A tensor that a case draws: uniform in [low, high), but at least 0.02 from each kink, where
/// differences would mean nothing.
struct GradcheckInput {
  std::string name;  // as the op's header calls it
  Shape shape;
  double low = -1, high = 1;
  std::vector<double> kinks = {};
};

/// An op with one choice of shapes and options. The op's cases are what gradcheck compares with finite
/// differences, and what the tests run, forward and backward, to hold every kernel behind it to its
/// definition, on the CPU and on a GPU.
struct GradcheckCase {
  std::string op;    // as record() names it
  std::string what;  // tells the op's cases apart: "stride is width"
  std::vector<GradcheckInput> inputs;
  GradcheckFunction f;
  double step = 1e-3;
};

/// Adds an op's cases to gradcheck_cases(). One at namespace scope at the end of autograd/ops/X.cpp:
///   const GradcheckCases kDiv{"div", {
///       {"bias", "a (3, 4, 5), b (5) in 0.5..2", [](auto& in) { return in[0] / in[1]; }},
/// The inputs are names and shapes; behind a shape may follow the range to draw from ("in LOW..HIGH")
/// and kinks to keep off ("away from X and Y"). Throws ValueError for another text.
class GradcheckCases {
 public:
  struct Item {
    std::string what;
    std::string inputs;
    GradcheckFunction f;
  };
  GradcheckCases(std::string_view op, std::initializer_list<Item> items, double step = 1e-3);
};

/// Every op's cases, by op; those of one op in their own order. Nobody keeps a list.
std::vector<GradcheckCase> gradcheck_cases();

/// Inputs for a case (f64), the same for the same seed on every machine.
std::vector<Tensor> random_inputs(const GradcheckCase& c, std::uint64_t seed);

}  // namespace posegrad

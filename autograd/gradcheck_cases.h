#pragma once
#include <string>
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

/// An op with one choice of shapes and options, to be checked against finite differences.
struct GradcheckCase {
  std::string op;    // as record() names it
  std::string what;  // tells the op's cases apart: "stride is width"
  std::vector<GradcheckInput> inputs;
  GradcheckFunction f;
  double step = 1e-3;
};

/// Adds an op's cases to gradcheck_cases(). One at namespace scope in autograd/ops/X_cases.cpp.
class GradcheckCases {
 public:
  GradcheckCases(std::initializer_list<GradcheckCase> cases);
};

/// Every op's cases, by op; those of one op in their own order. Nobody keeps a list.
std::vector<GradcheckCase> gradcheck_cases();

/// Inputs for a case (f64), the same for the same seed on every machine.
std::vector<Tensor> random_inputs(const GradcheckCase& c, std::uint64_t seed);

}  // namespace posegrad

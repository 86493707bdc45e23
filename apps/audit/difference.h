#pragma once
#include <string>
#include <vector>

#include "pose/formats/field.h"

namespace posegrad::apps {

/// One output of a call that both runs recorded.
struct OutputDifference {
  Index call_a = 0, call_b = 0;  // numbers of the calls
  std::string op, scope;
  Index round = 0;
  bool backward = false;
  std::size_t output = 0;
  bool same_bytes = false, same_shape = true;
  bool checked = false;  // at the same places in both runs: only then the rest is known
  // Over the sampled elements, relative to the root mean square of a's values.
  double relative = 0;   // root mean square of a - b
  double inherited = 0;  // of what the two definitions give: came with the inputs
  /// Largest |difference that the kernels themselves make| / (both bounds): up to 1 it is rounding.
  double own = 0;
  bool broken_a = false, broken_b = false;  // an element beyond the op's bound
};

struct FigureDifference {
  std::string name;
  double a = 0, b = 0;
};

struct Difference {
  std::vector<OutputDifference> outputs;  // in a's order
  std::vector<FigureDifference> figures;  // that both runs reported, in a's order
  Index only_a = 0, only_b = 0;           // recorded calls without a counterpart
  bool wrong_a = false, wrong_b = false;  // an element of any call was beyond its bound

  /// The first output whose bytes differ, and the first that differs in shape or beyond rounding by
  /// its own kernel; nullptr: none.
  const OutputDifference* first_bytes() const;
  const OutputDifference* first_beyond_rounding() const;
  /// The bytes differ first where already the definitions do, though everything before is the same:
  /// the runs were given different numbers.
  bool inputs_differ() const;
  /// A figure differs though no output does that both recorded.
  bool unexplained() const;
  /// Differing outputs of which it is not known by how much.
  Index unchecked() const;
  bool is_rounding() const {
    return first_beyond_rounding() == nullptr && !inputs_differ() && !wrong_a && !wrong_b &&
           !unexplained();
  }
};

/// Compares two audits as to_json gives them. Calls correspond when they are the same use of the
/// same op in the same layer, pass and step. Throws DataError naming file and key for anything that
/// is not an audit.
Difference difference(const pose::formats::Field& a, const pose::formats::Field& b);

}  // namespace posegrad::apps

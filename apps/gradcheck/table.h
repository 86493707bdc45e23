#pragma once
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "autograd/gradcheck_cases.h"

namespace posegrad::apps {

/// One line of the table: one input of one case.
struct GradcheckRow {
  std::string op, what, input;
  Shape shape;
  LeafGradcheck found;     // its counts are over all seeds, the rest is the worst one's
  std::uint64_t seed = 1;  // of the worst
};

/// Checks each input of a case at the given tensors. Throws what the op throws, behind the names of
/// the op and the case.
std::vector<GradcheckRow> check_case(const GradcheckCase& c, const std::vector<Tensor>& inputs,
                                     const GradcheckOptions& options);

/// Adds another seed's results for the same inputs to `rows`, which may be empty.
void merge_rows(std::vector<GradcheckRow>& rows, const std::vector<GradcheckRow>& others);

/// "ok", "WRONG", "not finite" (a gradient or a difference is no number) or "kinks" (more of them
/// than comparisons).
std::string verdict(const GradcheckRow& row, double tolerance);

std::string table_head();
/// A failed row says at which element and seed.
std::string table_line(const GradcheckRow& row, double tolerance);
/// What the exit code says, with the names of what failed.
std::string table_summary(const std::vector<GradcheckRow>& rows, double tolerance);
nlohmann::json table_json(const std::vector<GradcheckRow>& rows, double tolerance);

}  // namespace posegrad::apps

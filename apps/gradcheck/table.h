#pragma once
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "apps/gradcheck/options.h"
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

/// The forms that the command asks for.
std::vector<pose::ModelForm> forms_of(const GradcheckCommand& command);

/// Gradients of mpjpe_loss(model(poses), random targets) for every parameter of a temporal model
/// and for the poses, all in double. Weights are initialised as for training but for the norms,
/// whose scale and shift (and, in evaluation, statistics) are random: at 1 and 0 they would hide
/// mistakes. poses (N, L, J, F) set the model's joints and features; undefined: random ones for 17
/// joints. Rows: the parameters as in checkpoints, then "poses".
std::vector<GradcheckRow> check_model(const GradcheckCommand& command, pose::ModelForm form,
                                      Tensor poses, const GradcheckOptions& options);

}  // namespace posegrad::apps

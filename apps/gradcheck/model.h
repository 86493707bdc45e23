#pragma once
#include <vector>

#include "apps/gradcheck/options.h"
#include "apps/gradcheck/table.h"

namespace posegrad::apps {

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

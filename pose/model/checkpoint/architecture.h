#pragma once
#include <string>
#include <vector>

#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/temporal_model.h"

namespace posegrad::pose {

/// What the shapes of a state dict say about its model.
struct Architecture {
  std::vector<Index>
      kernels;  // widths of the convolutions; a dense model's are wider than its architecture's
  Index channels = 0;
  Index inputs = 0;  // joints * features
  Index joints_out = 0;

  /// The filter widths whose product is the receptive field: `kernels`, or those that a dense model
  /// was made from. Empty when no dense model has such kernels.
  std::vector<Index> widths(bool dense) const;
};

/// Reads it off and holds every parameter against it, so that what passes has the sizes that it
/// claims: a model made from it is no larger than the state. Throws DataError naming `where` and
/// the parameter that is missing, has a shape that no temporal model gives or no place in one.
Architecture architecture_of(const StateDict& state, const std::string& where);

/// Trained numbers in a state that architecture_of accepted: not its running statistics.
Index parameter_count(const StateDict& state);

/// Throws DataError that names both sides and the option to give when a model with `options` cannot
/// take the weights; also for a receptive field that no video has.
void check_architecture(const Architecture& found, const TemporalModelOptions& options,
                        const std::string& where);

}  // namespace posegrad::pose

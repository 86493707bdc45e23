#pragma once
#include "pose/formats/field.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/checkpoint/tensor_budget.h"

namespace posegrad::pose {

/// The state of PyTorch's Adam. Throws DataError naming the key, also for another optimizer's.
OptimizerState read_optimizer(const formats::Field& field, TensorBudget& budget);

/// The same for the file; `learning_rate` of its one group of parameters.
formats::Value optimizer_value(const OptimizerState& optimizer, double learning_rate);

}  // namespace posegrad::pose

#include "pose/model/checkpoint/checkpoint_optimizer.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {

using formats::Field;
using formats::Value;

namespace {

constexpr double kMostSteps = 0x1p53;  // what a double counts

// An int before PyTorch 1.12.
Index steps_of(const Field& field) {
  const double steps = field.as_double();
  if (!(steps >= 0 && steps <= kMostSteps))
    field.fail(fmt::format("{} is no number of steps", steps));
  return static_cast<Index>(steps);
}

}  // namespace

// {'state': {id: {...}}, 'param_groups': [{'params': [ids], ...}]}. Old files have Python object
// ids: what counts is the place of an id in 'params'.
OptimizerState read_optimizer(const Field& field, TensorBudget& budget) {
  OptimizerState optimizer;
  const Field state = field.at("state");
  for (const Field& group : field.at("param_groups").items()) {
    for (const Field& id : group.at("params").items()) {
      OptimizerState::Entry entry;
      if (const Value* const moments = state.value().find(id.as_int())) {
        const Field of_parameter(*moments, fmt::format("{}: {}", state.where(), id.as_int()));
        entry.m = budget.tensor(of_parameter.at("exp_avg"), DType::f32);
        entry.v = budget.tensor(of_parameter.at("exp_avg_sq"), DType::f32);
        const auto maximum = of_parameter.find("max_exp_avg_sq");
        entry.vmax = maximum ? budget.tensor(*maximum, DType::f32) : entry.v.clone();
        entry.step = steps_of(of_parameter.at("step"));
      }
      optimizer.entries.push_back(std::move(entry));
    }
  }
  return optimizer;
}

Value optimizer_value(const OptimizerState& optimizer, double learning_rate) {
  const nn::AdamOptions defaults;
  Value state = Value::dict();
  std::vector<Value> ids;
  for (std::size_t i = 0; i < optimizer.entries.size(); ++i) {
    const OptimizerState::Entry& entry = optimizer.entries[i];
    ids.emplace_back(static_cast<Index>(i));
    if (!entry.m.defined()) continue;
    Value moments = Value::dict();
    moments.set("step", Value::tensor(formats::NdArray::of_tensor(
                            Tensor::scalar(static_cast<double>(entry.step)))));
    moments.set("exp_avg", Value::tensor(formats::NdArray::of_tensor(entry.m)));
    moments.set("exp_avg_sq", Value::tensor(formats::NdArray::of_tensor(entry.v)));
    moments.set("max_exp_avg_sq", Value::tensor(formats::NdArray::of_tensor(entry.vmax)));
    state.set(static_cast<Index>(i), moments);
  }
  Value group = Value::dict();
  group.set("lr", learning_rate);
  group.set("betas", Value::tuple({defaults.beta1, defaults.beta2}));
  group.set("eps", defaults.eps);
  group.set("weight_decay", 0);
  group.set("amsgrad", true);
  group.set("maximize", false);
  group.set("foreach", Value());
  group.set("capturable", false);
  group.set("differentiable", false);
  group.set("fused", Value());
  group.set("params", Value::list(std::move(ids)));
  Value dict = Value::dict();
  dict.set("state", state);
  dict.set("param_groups", Value::list({group}));
  return dict;
}

}  // namespace posegrad::pose

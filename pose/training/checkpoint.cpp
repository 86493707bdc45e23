#include "pose/training/checkpoint.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/field.h"
#include "pose/formats/random_state.h"
#include "pose/formats/torch_file.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::Field;
using formats::Value;

constexpr const char* kOurKey = "posegrad";
constexpr Index kOurVersion = 1;

DType dtype_of_array(const formats::NdArray& array) {
  return array.is_integer() ? DType::i64 : DType::f32;
}

StateDict read_state_dict(const Field& field) {
  StateDict state;
  for (const auto& [name, tensor] : field.entries())
    if (tensor.value().is_array())
      state.emplace_back(name, tensor.as_tensor(dtype_of_array(tensor.as_array())));
  return state;
}

// The model's `name` names it in messages.
Value state_dict_value(const StateDict& state, const std::string& name,
                       WeightType type = WeightType::f32) {
  Value dict = Value::ordered_dict();
  for (const auto& [parameter, tensor] : state) {
    formats::NdArray array = formats::NdArray::of_tensor(tensor);
    if (type == WeightType::f16 && tensor.rank() > 1) {
      try {
        array = formats::as_float16(array);
      } catch (const DataError& error) {
        throw DataError(fmt::format("{}: {}: {}", name, parameter, error.what()));
      }
    }
    dict.set(parameter, Value::tensor(std::move(array)));
  }
  return dict;
}

// {'state': {id: {...}}, 'param_groups': [{'params': [ids], ...}]}. Old files have Python object
// ids: what counts is the place of an id in 'params'.
OptimizerState read_optimizer(const Field& field) {
  OptimizerState optimizer;
  const Field state = field.at("state");
  for (const Field& group : field.at("param_groups").items()) {
    for (const Field& id : group.at("params").items()) {
      OptimizerState::Entry entry;
      if (const Value* const moments = state.value().find(id.as_int())) {
        const Field of_parameter(*moments, fmt::format("{}: {}", state.where(), id.as_int()));
        entry.m = of_parameter.at("exp_avg").as_tensor(DType::f32);
        entry.v = of_parameter.at("exp_avg_sq").as_tensor(DType::f32);
        const auto maximum = of_parameter.find("max_exp_avg_sq");
        entry.vmax = maximum ? maximum->as_tensor(DType::f32) : entry.v.clone();
        entry.step =
            static_cast<Index>(of_parameter.at("step").as_double());  // an int before PyTorch 1.12
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

constexpr const char* kPersonInput = "person";

ModelInput read_input(const Field& field) {
  if (const std::string name = field.as_text(); name != kPersonInput)
    field.fail(fmt::format("'{}' is no input that this program knows: '{}'", name, kPersonInput));
  return ModelInput::person;
}

void read_ours(const Field& field, Checkpoint& checkpoint) {
  if (const Index version = field.at("version").as_int(); version > kOurVersion)
    field.fail(fmt::format("version {} is newer than this program, which knows version {}", version,
                           kOurVersion));
  if (const auto model = field.find("model")) {
    ModelFacts facts;
    facts.causal = model->at("causal").as_bool();
    facts.dense = model->at("dense").as_bool();
    facts.mirrored = model->at("mirrored").as_bool();
    facts.keypoint_layout = model->at("keypoint_layout").as_text();
    facts.fps = model->at("fps").as_double();
    if (const auto input = model->find("input")) facts.input = read_input(*input);
    checkpoint.model_facts = facts;
  }
  if (const auto run = field.find("run")) {
    RunFacts facts;
    facts.random.seed = static_cast<std::uint64_t>(run->at("seed").as_int());
    facts.random.counter = static_cast<std::uint64_t>(run->at("dropout_counter").as_int());
    facts.momentum = run->at("momentum").as_double();
    if (const auto partial = run->find("partial_epoch"))
      facts.partial =
          PartialEpochState{partial->at("steps_done").as_int(), partial->at("loss_sum").as_double(),
                            partial->at("frames").as_int()};
    if (const auto place = run->find("unlabelled_batches"))
      facts.unlabelled = ChunkedBatches::Position{formats::random_of(place->at("before")),
                                                  place->at("next").as_int()};
    checkpoint.run_facts = facts;
  }
}

Value our_value(const Checkpoint& checkpoint) {
  Value ours = Value::dict();
  ours.set("version", kOurVersion);
  if (const auto& facts = checkpoint.model_facts) {
    Value model = Value::dict();
    model.set("causal", facts->causal);
    model.set("dense", facts->dense);
    model.set("mirrored", facts->mirrored);
    model.set("keypoint_layout", facts->keypoint_layout);
    model.set("fps", facts->fps);
    // Absent where it is the original's, so that such files stay as they were.
    if (facts->input == ModelInput::person) model.set("input", kPersonInput);
    ours.set("model", model);
  }
  if (const auto& facts = checkpoint.run_facts) {
    Value run = Value::dict();
    run.set("seed", static_cast<Index>(facts->random.seed));
    run.set("dropout_counter", static_cast<Index>(facts->random.counter));
    run.set("momentum", facts->momentum);
    if (const auto& partial = facts->partial) {
      Value epoch = Value::dict();
      epoch.set("steps_done", partial->steps_done);
      epoch.set("loss_sum", partial->loss_sum);
      epoch.set("frames", partial->frames);
      run.set("partial_epoch", epoch);
    }
    if (const auto& place = facts->unlabelled) {
      Value unlabelled = Value::dict();
      unlabelled.set("before", formats::random_state_value(place->before));
      unlabelled.set("next", place->next);
      run.set("unlabelled_batches", unlabelled);
    }
    ours.set("run", run);
  }
  return ours;
}

// Absent and None mean the same: the original writes None for models that it does not have.
std::optional<Field> present(const Field& file, const char* key) {
  auto field = file.find(key);
  if (field && field->is_none()) return std::nullopt;
  return field;
}

}  // namespace

Checkpoint read_checkpoint(const std::string& path) {
  const Field file(formats::torch_load(path), path);
  if (!file.value().is_dict())
    file.fail(fmt::format("a dict of models is wanted; found {}", file.value().kind_name()));
  Checkpoint checkpoint;
  const auto model = file.find("model_pos");
  if (!model && file.find("expand_conv.weight")) {
    checkpoint.model_pos = read_state_dict(file);
    return checkpoint;
  }
  checkpoint.model_pos = read_state_dict(file.at("model_pos"));
  if (const auto field = present(file, "epoch")) checkpoint.epoch = field->as_int();
  if (const auto field = present(file, "lr")) checkpoint.learning_rate = field->as_double();
  if (const auto field = present(file, "random_state"))
    checkpoint.random_state = formats::random_of(*field);
  if (const auto field = present(file, "random_state_semi"))
    checkpoint.random_state_semi = formats::random_of(*field);
  if (const auto field = present(file, "optimizer")) checkpoint.optimizer = read_optimizer(*field);
  if (const auto field = present(file, "model_traj"))
    checkpoint.model_traj = read_state_dict(*field);
  if (const auto field = present(file, kOurKey)) read_ours(*field, checkpoint);
  return checkpoint;
}

void write_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  Value file = Value::dict();
  const double learning_rate = checkpoint.learning_rate.value_or(nn::AdamOptions{}.learning_rate);
  const auto state_or_none = [](const std::optional<NumpyRandom>& state) {
    return state ? formats::random_state_value(*state) : Value();
  };
  file.set("epoch", checkpoint.epoch.value_or(0));
  file.set("lr", learning_rate);
  file.set("random_state", state_or_none(checkpoint.random_state));
  file.set("optimizer",
           checkpoint.optimizer ? optimizer_value(*checkpoint.optimizer, learning_rate) : Value());
  file.set("model_pos", state_dict_value(checkpoint.model_pos, "model_pos"));
  file.set("model_traj", checkpoint.model_traj
                             ? state_dict_value(*checkpoint.model_traj, "model_traj")
                             : Value());
  file.set("random_state_semi", state_or_none(checkpoint.random_state_semi));
  file.set(kOurKey, our_value(checkpoint));
  formats::torch_save(path, file);
}

void write_weights(const std::string& path, const Checkpoint& checkpoint, WeightType type) {
  Value file = Value::dict();
  if (checkpoint.epoch) file.set("epoch", *checkpoint.epoch);
  file.set("model_pos", state_dict_value(checkpoint.model_pos, "model_pos", type));
  // No None: the original takes a model_traj that is there for a model.
  if (checkpoint.model_traj)
    file.set("model_traj", state_dict_value(*checkpoint.model_traj, "model_traj", type));
  if (checkpoint.model_facts) {
    Checkpoint facts;
    facts.model_facts = checkpoint.model_facts;
    file.set(kOurKey, our_value(facts));
  }
  formats::torch_save(path, file);
}

}  // namespace posegrad::pose

#include <fmt/format.h>

#include "pose/data/random_state.h"
#include "pose/formats/json.h"
#include "pose/formats/safetensors.h"
#include "pose/formats/torch_file.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/checkpoint/checkpoint_facts.h"
#include "pose/model/checkpoint/checkpoint_optimizer.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::NdArray;
using formats::Value;

using Arrays = std::vector<std::pair<std::string, NdArray>>;

// The model's `name` names it in messages.
Arrays arrays_of(const StateDict& state, const std::string& name, WeightType type) {
  Arrays arrays;
  for (const auto& [parameter, tensor] : state) {
    NdArray array = NdArray::of_tensor(tensor);
    if (type == WeightType::f16 && tensor.rank() > 1) {
      try {
        array = formats::as_float16(array);
      } catch (const DataError& error) {
        throw DataError(fmt::format("{}: {}: {}", name, parameter, error.what()));
      }
    }
    arrays.emplace_back(parameter, std::move(array));
  }
  return arrays;
}

Value state_dict_value(const StateDict& state, const std::string& name,
                       WeightType type = WeightType::f32) {
  Value dict = Value::ordered_dict();
  for (auto& [parameter, array] : arrays_of(state, name, type))
    dict.set(parameter, Value::tensor(std::move(array)));
  return dict;
}

Value facts_value(const Checkpoint& checkpoint) {
  Checkpoint facts;
  facts.model_facts = checkpoint.model_facts;
  return our_value(facts);
}

void write_torch(const std::string& path, const Checkpoint& checkpoint, WeightType type) {
  Value file = Value::dict();
  if (checkpoint.epoch) file.set("epoch", *checkpoint.epoch);
  file.set("model_pos", state_dict_value(checkpoint.model_pos, "model_pos", type));
  // No None: the original takes a model_traj that is there for a model.
  if (checkpoint.model_traj)
    file.set("model_traj", state_dict_value(*checkpoint.model_traj, "model_traj", type));
  if (checkpoint.model_facts) file.set(kOurKey, facts_value(checkpoint));
  formats::torch_save(path, file);
}

// The pose model's names are bare, so that PyTorch's load_state_dict takes them as they are.
void write_safetensors(const std::string& path, const Checkpoint& checkpoint, WeightType type) {
  formats::Safetensors file{arrays_of(checkpoint.model_pos, "model_pos", type), {{"format", "pt"}}};
  if (checkpoint.model_traj)
    for (auto& [name, array] : arrays_of(*checkpoint.model_traj, "model_traj", type))
      file.tensors.emplace_back("model_traj." + name, std::move(array));
  if (checkpoint.epoch) file.metadata.emplace_back("epoch", fmt::format("{}", *checkpoint.epoch));
  if (checkpoint.model_facts)
    file.metadata.emplace_back(kOurKey, formats::write_json(facts_value(checkpoint)));
  formats::write_safetensors(path, file);
}

}  // namespace

void write_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  Value file = Value::dict();
  const double learning_rate = checkpoint.learning_rate.value_or(nn::AdamOptions{}.learning_rate);
  const auto state_or_none = [](const std::optional<NumpyRandom>& state) {
    return state ? random_state_value(*state) : Value();
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
  const bool safetensors = path.ends_with(".safetensors");
  (safetensors ? write_safetensors : write_torch)(path, checkpoint, type);
}

}  // namespace posegrad::pose

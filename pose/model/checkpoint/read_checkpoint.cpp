#include <charconv>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/data/random_state.h"
#include "pose/formats/json.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/weights_file.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/checkpoint/checkpoint_facts.h"
#include "pose/model/checkpoint/checkpoint_optimizer.h"
#include "pose/model/checkpoint/weights_search.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::ArrayType;
using formats::Field;
using formats::Value;

constexpr const char* kCounter = "num_batches_tracked";
constexpr Index kMostEpochs = 1'000'000'000;
constexpr std::size_t kMostObjects = 4;

bool is_float(const formats::NdArray& array) {
  return array.type() == ArrayType::f2 || array.type() == ArrayType::bf16 ||
         array.type() == ArrayType::f4 || array.type() == ArrayType::f8;
}

StateDict state_of(const FoundModel& model, const std::string& path, TensorBudget& budget) {
  StateDict state;
  const std::string where = place_in(path, model.key);
  for (const auto& [name, value] : model.arrays) {
    const Field field(value, fmt::format("{}: {}", where, name));
    if (name.ends_with(kCounter)) {
      // Some writers make one number of rank 1 of it.
      if (field.as_array().numel() != 1)
        field.fail(fmt::format("one number is wanted; found {}", field.as_array().to_string()));
      state.emplace_back(name, budget.tensor(field, DType::i64).reshape({}));
      continue;
    }
    if (!is_float(field.as_array()))
      field.fail(fmt::format("numbers of a float type are wanted; found {}",
                             field.as_array().to_string()));
    state.emplace_back(name, budget.tensor(field, DType::f32));
  }
  return state;
}

Index epoch_of(const Field& field) {
  const Index epoch = field.as_int();
  if (epoch < 0 || epoch > kMostEpochs) field.fail(fmt::format("{} is no number of epochs", epoch));
  return epoch;
}

/// Reads what a training goes on from. Other programs give the same keys to other things, so that
/// what cannot be read is remembered, not refused.
class TrainingKeys {
 public:
  TrainingKeys(const Field& file, Checkpoint& checkpoint) : file_(file), checkpoint_(checkpoint) {}

  // Absent and None mean the same: the original writes None for models that it does not have.
  template <class T, class Read>
  void read(const char* key, std::optional<T>& into, Read reader) {
    const auto field = file_.find(key);
    if (!field || field->is_none()) return;
    try {
      into = reader(*field);
    } catch (const DataError& error) {
      if (checkpoint_.unreadable.empty()) checkpoint_.unreadable = error.what();
    }
  }

 private:
  const Field& file_;
  Checkpoint& checkpoint_;
};

void read_torch_keys(const Field& file, Checkpoint& checkpoint, TensorBudget& budget) {
  TrainingKeys keys(file, checkpoint);
  keys.read("epoch", checkpoint.epoch, epoch_of);
  keys.read("lr", checkpoint.learning_rate, [](const Field& field) { return field.as_double(); });
  keys.read("random_state", checkpoint.random_state, random_of);
  keys.read("random_state_semi", checkpoint.random_state_semi, random_of);
  keys.read("optimizer", checkpoint.optimizer,
            [&](const Field& field) { return read_optimizer(field, budget); });
  if (const auto ours = file.find(kOurKey); ours && !ours->is_none()) read_ours(*ours, checkpoint);
}

void read_metadata(const formats::Weights& file, const std::string& path, Checkpoint& checkpoint) {
  for (const auto& [key, text] : file.metadata) {
    if (key == kOurKey) {
      const std::string where = fmt::format("{}: __metadata__: {}", path, kOurKey);
      read_ours(Field(formats::read_json(text, where), where), checkpoint);
    } else if (Index epoch = 0; key == "epoch") {
      const char* const end = text.data() + text.size();
      const auto [rest, error] = std::from_chars(text.data(), end, epoch);
      if (error == std::errc{} && rest == end && epoch >= 0 && epoch <= kMostEpochs)
        checkpoint.epoch = epoch;
    }
  }
}

void add_notes(const Value& file, const FoundModels& models, const std::string& path,
               Checkpoint& checkpoint) {
  if (file.is(Value::Kind::object)) {
    checkpoint.notes.push_back(
        fmt::format("{}: a whole module ({}): its weights are read as data, its code is not used",
                    path, formats::printable(file.type_name())));
    return;
  }
  std::vector<std::string> objects = objects_beside(file, models);
  if (objects.empty()) return;
  if (const std::size_t more = objects.size() - std::min(objects.size(), kMostObjects); more > 0) {
    objects.resize(kMostObjects);
    objects.push_back(fmt::format("{} more", more));
  }
  checkpoint.notes.push_back(
      fmt::format("{}: left aside beside the weights: {}", path, fmt::join(objects, ", ")));
}

}  // namespace

std::string place_in(const std::string& path, const std::string& key) {
  return key.empty() ? path : fmt::format("{}: {}", path, formats::printable(key));
}

namespace {

Checkpoint checkpoint_in(const std::string& path) {
  const formats::Weights file = formats::load_weights(path);
  const FoundModels models = find_models(file.value, path);
  TensorBudget budget(std::filesystem::file_size(path));
  Checkpoint checkpoint;
  checkpoint.model_pos = state_of(models.poses, path, budget);
  checkpoint.pos_key = models.poses.key;
  if (models.path) {
    checkpoint.model_traj = state_of(*models.path, path, budget);
    checkpoint.traj_key = models.path->key;
  }
  if (file.is_safetensors)
    read_metadata(file, path, checkpoint);
  else if (file.value.is_dict())
    read_torch_keys(Field(file.value, path), checkpoint, budget);
  add_notes(file.value, models, path, checkpoint);
  return checkpoint;
}

}  // namespace

Checkpoint read_checkpoint(const std::string& path) {
  return formats::within_reading_limit(path, [&] { return checkpoint_in(path); });
}

void require_training(const Checkpoint& checkpoint, const std::string& path) {
  if (!checkpoint.unreadable.empty())
    throw DataError(fmt::format("{}: a training cannot go on from it; --evaluate takes its weights",
                                checkpoint.unreadable));
  std::vector<std::string_view> missing;
  if (!checkpoint.epoch) missing.emplace_back("epoch");
  if (!checkpoint.learning_rate) missing.emplace_back("lr");
  if (!checkpoint.random_state) missing.emplace_back("random_state");
  if (!checkpoint.optimizer) missing.emplace_back("optimizer");
  if (missing.empty()) return;
  throw DataError(
      fmt::format("{}: it holds weights but not what a training goes on from ({}): --resume wants "
                  "a checkpoint of a training, as epoch_N.bin is; --evaluate takes the weights",
                  path, fmt::join(missing, ", ")));
}

}  // namespace posegrad::pose

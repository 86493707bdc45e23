#include "pose/inspect/inspect_checkpoint.h"

#include <cmath>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/weights_file.h"
#include "pose/formats/zip_reader.h"
#include "pose/inspect/model_facts.h"
#include "pose/model/checkpoint/parameter_names.h"
#include "pose/model/checkpoint/weights_search.h"
#include "pose/wild/pretrained.h"
#include "tensor/error.h"

namespace posegrad::pose::inspection {
namespace {

using formats::Value;

constexpr std::size_t kShownKeys = 12;
constexpr std::string_view kScriptModule = "__torch__.";

std::string container_of(const formats::Weights& weights, const std::string& path) {
  if (weights.is_safetensors) return "safetensors";
  if (!formats::is_zip(path)) return "PyTorch's older format (before 1.6)";
  const bool is_script =
      weights.value.is(Value::Kind::object) && weights.value.type_name().starts_with(kScriptModule);
  return is_script ? "TorchScript (zip)" : "PyTorch (zip)";
}

std::string description(const Value& value) {
  if (value.is_none()) return "None";
  if (value.is_array()) return value.as_array().to_string();
  if (value.is(Value::Kind::object)) return value.type_name();
  if (value.is_dict() || value.is_sequence())
    return fmt::format("{} of {}", value.kind_name(), value.size());
  if (value.is(Value::Kind::integer)) return fmt::format("{}", value.as_int());
  if (value.is(Value::Kind::real)) return fmt::format("{:.6g}", value.as_double());
  return std::string(value.kind_name());
}

/// Keys of the file's dict that are no parameters of a temporal model themselves.
void add_keys(const formats::Weights& weights, Section& file) {
  Json keys = Json::object();
  std::vector<std::string> texts;
  const auto add = [&](const std::string& key, const std::string& what) {
    keys[key] = what;
    texts.push_back(fmt::format("{} ({})", key, what));
  };
  if (weights.value.is_dict())
    for (const auto& [key, value] : weights.value.entries()) {
      const std::string name = key.is_text() ? key.as_text() : std::string(key.kind_name());
      if (!parse_parameter_name(name)) add(name, description(value));
    }
  for (const auto& [key, text] : weights.metadata) add("__metadata__." + key, text);
  file.add("keys", keys, list_text(texts, kShownKeys));
}

/// "float32", or of a mixture how many arrays each has.
Json types_of(const FoundModel& model) {
  std::map<std::string, Index> counts;
  for (const auto& [name, value] : model.arrays)
    if (!name.ends_with("num_batches_tracked"))
      ++counts[std::string(name_of(value.as_array().type()))];
  if (counts.size() == 1) return counts.begin()->first;
  Json types = Json::object();
  for (const auto& [type, count] : counts) types[type] = count;
  return types;
}

struct FoundTypes {
  Json poses, path;
};

/// What the file is; its values are gone when it returns.
FoundTypes look_at_file(const std::string& path, Report& report) {
  const formats::Weights weights = formats::load_weights(path);
  Section& file = report.section("content");
  file.add("container", container_of(weights, path));
  file.add("bytes", std::filesystem::file_size(path));
  if (weights.value.is(Value::Kind::object)) file.add("whole module", weights.value.type_name());
  add_keys(weights, file);
  const FoundModels models = find_models(weights.value, path);
  return {types_of(models.poses), models.path ? types_of(*models.path) : Json()};
}

void add_training(const Checkpoint& checkpoint, const std::string& path, Report& report) {
  Section& training = report.section("training");
  training.add("epochs", checkpoint.epoch ? Json(*checkpoint.epoch) : Json());
  training.add("learning rate",
               checkpoint.learning_rate ? Json(*checkpoint.learning_rate) : Json());
  training.add("optimizer", checkpoint.optimizer.has_value());
  training.add("random state", checkpoint.random_state.has_value());
  std::string reason;
  try {
    require_training(checkpoint, path);
  } catch (const DataError& error) {
    reason = error.what();
  }
  training.add("can go on", reason.empty());
  if (!reason.empty()) training.add("why not", reason);
}

void try_wild(const std::string& path, const Checkpoint& checkpoint, Report& report) {
  Section& wild = report.section("wild");
  try {
    const PretrainedModel model = load_pretrained(path);
    wild.add("takes it", true);
    report.odd.insert(report.odd.end(), model.notes.begin(), model.notes.end());
  } catch (const DataError& error) {
    wild.add("takes it", false);
    report.odd.emplace_back(error.what());
    report.odd.insert(report.odd.end(), checkpoint.notes.begin(), checkpoint.notes.end());
  }
}

}  // namespace

void inspect_checkpoint(const std::string& path, Report& report) {
  const FoundTypes types = look_at_file(path, report);
  const Checkpoint checkpoint = read_checkpoint(path);
  add_model(checkpoint.model_pos, {"poses", checkpoint.pos_key, types.poses}, path,
            checkpoint.model_facts, report);
  if (checkpoint.model_traj)
    add_model(*checkpoint.model_traj, {"path", checkpoint.traj_key, types.path}, path,
              checkpoint.model_facts, report);
  add_said_facts(checkpoint, report);
  add_training(checkpoint, path, report);
  try_wild(path, checkpoint, report);
}

}  // namespace posegrad::pose::inspection

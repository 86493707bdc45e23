#include <cmath>
#include <filesystem>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/weights_file.h"
#include "pose/formats/zip_reader.h"
#include "pose/inspect/inspectors.h"
#include "pose/model/checkpoint/architecture.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/checkpoint/parameter_names.h"
#include "pose/model/checkpoint/weights_search.h"
#include "pose/wild/pretrained.h"
#include "tensor/error.h"

namespace posegrad::pose::inspection {
namespace {

constexpr std::size_t kShown = 5;

/// Of odd widths, bounded by what architecture_of lets pass; 0 beyond any video.
Index product(const std::vector<Index>& widths) {
  constexpr Index kMost = 1'000'000'000;
  Index frames = 1;
  for (const Index width : widths) {
    if (width > kMost / frames) return 0;
    frames *= width;
  }
  return frames;
}

/// The parameters with numbers that are not finite, and how many these are.
Json not_finite(const StateDict& state) {
  Json spoilt = Json::object();
  for (const auto& [name, tensor] : state) {
    if (tensor.dtype() != DType::f32) continue;
    Index count = 0;
    for (const float number : tensor.cpu_view<float>()) count += std::isfinite(number) ? 0 : 1;
    if (count > 0) spoilt[name] = count;
  }
  return spoilt;
}

std::string joints_text(Index inputs) {
  std::string text = fmt::format("{}", inputs);
  for (const Index each : {2, 3})
    if (inputs % each == 0) text += fmt::format(", {} x {}", inputs / each, each);
  return text;
}

/// Dense filters grow with their layer, dilated ones seldom do.
bool looks_dense(const Architecture& architecture) {
  const std::vector<Index>& widths = architecture.kernels;
  return widths.size() > 1 && widths[1] > widths[0] && !architecture.widths(true).empty();
}

void add_numbers(const StateDict& state, const std::string& where, Section& model, Report& report) {
  const Json spoilt = not_finite(state);
  std::vector<std::string> names;
  for (const auto& [name, count] : spoilt.items())
    names.push_back(fmt::format("{} ({})", name, count.get<Index>()));
  model.add("not finite", spoilt, list_text(names, kShown));
  if (!names.empty())
    report.odd.push_back(fmt::format(
        "{}: numbers that are NaN or infinite in {}: the training or the file is broken", where,
        list_text(names, kShown)));
}

/// A model of a file.
struct ModelPlace {
  std::string section;  // of the report
  std::string key;      // in front of its names, may be empty
  Json types;           // of its numbers
};

/// Architecture, sizes and numbers that are not finite. Throws as architecture_of.
void add_model(const StateDict& state, const ModelPlace& place, const std::string& path,
               const std::optional<ModelFacts>& facts, Report& report) {
  const std::string where = place_in(path, place.key);
  report.section(place.section).add("key", place.key, place.key.empty() ? "none: bare names" : "");
  const Architecture found = architecture_of(state, where);
  const bool is_dense = facts && facts->dense;
  const std::vector<Index> widths = found.widths(is_dense);
  Section& model = report.section(place.section);
  model.add("architecture", widths.empty() ? Json() : Json(widths),
            widths.empty() ? "" : fmt::format("-arc {}", fmt::join(widths, ",")));
  const Index frames = widths.empty() ? 0 : product(widths);
  model.add("frames", frames > 0 ? Json(frames) : Json(),
            frames > 0 ? fmt::format("{} around each", frames) : "");
  model.add("channels", found.channels);
  model.add("numbers in", found.inputs, joints_text(found.inputs));
  model.add("joints out", found.joints_out);
  model.add("parameters", parameter_count(state));
  model.add("type", place.types);
  add_numbers(state, where, model, report);
  if (!facts && looks_dense(found))
    report.odd.push_back(
        fmt::format("{}: its filters are {} frames wide: those of a dense model of -arc {} (wild "
                    "--dense)?",
                    where, fmt::join(found.kernels, ", "), fmt::join(found.widths(true), ",")));
}

/// What the file says about its models beyond their weights.
void add_said_facts(const Checkpoint& checkpoint, Report& report) {
  Section& section = report.section("said");
  const std::optional<ModelFacts>& facts = checkpoint.model_facts;
  const auto add = [&](const char* name, auto value_of) {
    section.add(name, facts ? Json(value_of(*facts)) : Json(), facts ? "" : "not said");
  };
  add("causal", [](const ModelFacts& f) { return f.causal; });
  add("dense", [](const ModelFacts& f) { return f.dense; });
  add("mirrored", [](const ModelFacts& f) { return f.mirrored; });
  const bool has_layout = facts && !facts->keypoint_layout.empty();
  section.add("keypoints", has_layout ? Json(facts->keypoint_layout) : Json(),
              has_layout ? "" : "not said");
  const bool has_rate = facts && facts->fps > 0;
  section.add("fps", has_rate ? Json(facts->fps) : Json(), has_rate ? "" : "not said");
  add("input", [](const ModelFacts& f) {
    return f.input == ModelInput::person ? "around the person" : "of the screen";
  });
}

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
  constexpr std::size_t kMostKeys = 1000;  // each is looked for among those before
  Json keys = Json::object();
  std::vector<std::string> texts;
  const auto add = [&](const std::string& key, const std::string& what) {
    if (texts.size() < kMostKeys) keys[key] = what;
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

#include "pose/model/checkpoint/checkpoint_facts.h"

#include <fmt/format.h>

#include "pose/data/random_state.h"
#include "tensor/error.h"

namespace posegrad::pose {

using formats::Field;
using formats::Value;

namespace {

constexpr Index kOurVersion = 1;
constexpr const char* kPersonInput = "person";

ModelInput read_input(const Field& field) {
  if (const std::string name = field.as_text(); name != kPersonInput)
    field.fail(fmt::format("'{}' is no input that this program knows: '{}'", name, kPersonInput));
  return ModelInput::person;
}

}  // namespace

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
    if (const auto shards = run->find("shards")) facts.shards = shards->as_int();
    if (const auto partial = run->find("partial_epoch"))
      facts.partial =
          PartialEpochState{partial->at("steps_done").as_int(), partial->at("loss_sum").as_double(),
                            partial->at("frames").as_int()};
    if (const auto place = run->find("unlabelled_batches"))
      facts.unlabelled =
          ChunkedBatches::Position{random_of(place->at("before")), place->at("next").as_int()};
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
    if (facts->shards != 1) run.set("shards", facts->shards);
    if (const auto& partial = facts->partial) {
      Value epoch = Value::dict();
      epoch.set("steps_done", partial->steps_done);
      epoch.set("loss_sum", partial->loss_sum);
      epoch.set("frames", partial->frames);
      run.set("partial_epoch", epoch);
    }
    if (const auto& place = facts->unlabelled) {
      Value unlabelled = Value::dict();
      unlabelled.set("before", random_state_value(place->before));
      unlabelled.set("next", place->next);
      run.set("unlabelled_batches", unlabelled);
    }
    ours.set("run", run);
  }
  return ours;
}

}  // namespace posegrad::pose

#pragma once
#include <optional>
#include <string>

#include "pose/inspect/report.h"
#include "pose/model/checkpoint/checkpoint.h"

namespace posegrad::pose::inspection {

/// A model of a file.
struct ModelPlace {
  std::string section;  // of the report
  std::string key;      // in front of its names, may be empty
  Json types;           // of its numbers
};

/// Architecture, sizes and numbers that are not finite. Throws as architecture_of.
void add_model(const StateDict& state, const ModelPlace& place, const std::string& path,
               const std::optional<ModelFacts>& facts, Report& report);

/// What the file says about its models beyond their weights.
void add_said_facts(const Checkpoint& checkpoint, Report& report);

}  // namespace posegrad::pose::inspection

#pragma once
#include <optional>
#include <string>

#include "apps/run_options.h"
#include "pose/data/dataset.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/temporal_model.h"

namespace posegrad::apps {

/// The model of a run and the checkpoint that its weights came from.
struct RunModel {
  pose::TemporalModel pose;
  std::optional<pose::TemporalModel> trajectory;  // where the checkpoint holds one
  std::optional<pose::Checkpoint> checkpoint;
  std::string checkpoint_path;

  const pose::TemporalModel* path() const { return trajectory ? &*trajectory : nullptr; }
};

/// What the data ask of a model, and what a checkpoint of the run says about it.
struct DataTerms {
  Index joints_in, features, joints_out;
  double fps;  // of the data; 0: not known
  pose::ModelFacts facts;
};
DataTerms data_terms(const RunOptions& options, const pose::Dataset& dataset);

/// A file of the checkpoint folder. Throws IoError that lists what the folder holds when it is not
/// there.
std::string require_checkpoint(const RunOptions& options, const std::string& file);

/// Makes the model that options and data ask for, with fresh weights or those of --resume /
/// --evaluate. What the options leave open (architecture, channels) the checkpoint decides. Throws
/// DataError, naming both sides and the option to give, when they contradict each other; --force
/// permits what is no matter of shapes.
RunModel make_model(const RunOptions& options, const DataTerms& data);

}  // namespace posegrad::apps

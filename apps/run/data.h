#pragma once
#include "apps/run/options.h"
#include "pose/data/dataset.h"

namespace posegrad::apps {

/// The files of the data set that the options name; a custom set has no 3D poses.
pose::DatasetSources files_of(const RunOptions& options);

/// Reads the data set that the options name from its npz files, printing what is being done.
/// Throws IoError or DataError naming the file.
pose::Dataset load_dataset(const RunOptions& options);

/// Throws DataError naming the first sequence without 3D poses to "train on", or whatever `use`
/// says.
void require_ground_truth(const RunOptions& options, const std::vector<pose::Sequence>& sequences,
                          const std::string& use);

/// What --viz-subject and --viz-action name: the exact name first, else the only one that begins
/// so. Throws DataError listing what there is, or what matches.
const pose::Subject& find_subject(const pose::Dataset& dataset, const std::string& name);
const pose::Recording& find_recording(const pose::Subject& subject, const std::string& action);

}  // namespace posegrad::apps

#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apps/run/options.h"
#include "pose/data/dataset.h"

namespace posegrad::apps {

/// The files of the data set that the options name; a custom set has no 3D poses.
pose::DatasetSources files_of(const RunOptions& options);

/// The 3D poses of the data set that the options name; a custom set has none. Throws IoError or
/// DataError naming the file, also where that of the 2D keypoints is missing.
std::optional<pose::Positions3d> load_positions(const RunOptions& options);

/// Throws DataError where --viz-action is the beginning of several actions of --viz-subject and
/// none of them whole: before the keypoints are read.
void refuse_ambiguous_action(const RunOptions& options, const pose::Positions3d& positions);

/// The data set of these poses, with its 2D keypoints. Throws IoError or DataError naming the file,
/// DataError for a subject that is not in it.
pose::Dataset load_dataset(const RunOptions& options,
                           const std::optional<pose::Positions3d>& positions);

/// Throws DataError naming the first sequence without 3D poses to "train on", or whatever `use`
/// says.
void require_ground_truth(const RunOptions& options, const std::vector<pose::Sequence>& sequences,
                          const std::string& use);

/// What --viz-subject and --viz-action name: the exact name first, else the only one that begins
/// so. Throws DataError listing what there is, or what matches.
const pose::Subject& find_subject(const pose::Dataset& dataset, const std::string& name);
const pose::Recording& find_recording(const pose::Subject& subject, const std::string& action);

}  // namespace posegrad::apps

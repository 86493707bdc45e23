#pragma once
#include <string>
#include <vector>

#include "pose/training/history.h"

namespace posegrad::apps {

/// The epochs of a run by what it wrote: the file of --log, history.csv, a file for TensorBoard, or
/// a folder with history.csv or with such files. Where a run was resumed, later lines replace those
/// of the same epochs and end what came behind them. A line or an event that was cut is left out.
/// Throws IoError, and DataError naming the file: for what is none of these and for a log without an
/// epoch.
pose::History read_run(const std::string& path);

/// Names for a legend: of the folder where the file is called as every run's is, else the file's
/// without its ending; the whole path where two would be equal.
std::vector<std::string> run_names(const std::vector<std::string>& paths);

}  // namespace posegrad::apps

#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "pose/training/history.h"
#include "pose/training/training_run.h"

namespace posegrad::apps {

/// What is measured in an epoch, and what the files of a run call it.
struct EpochFigureNames {
  std::string_view figure;       // in history.csv and on the console: "3d_train"
  std::string_view unit;         // "mm"; empty: none
  std::string_view log_key;      // in the lines of --log
  double in_log = 1;             // what one of the figure's unit is there: 60 s of a minute
  std::string_view tag;          // TensorBoard's, in groups
  std::string_view title;        // of a chart
  std::string_view description;  // of its values
};

/// In the order of history.csv's columns.
std::span<const EpochFigureNames> epoch_figure_names();

/// Nothing where no figure is called so.
const EpochFigureNames* find_figure(std::string_view figure);

/// What the report holds, in that order, in those units.
std::vector<pose::EpochFigure> figures_of(const pose::EpochReport& report);

}  // namespace posegrad::apps

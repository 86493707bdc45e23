#include "apps/run/epoch_figures.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace posegrad::apps {
namespace {

constexpr double kMillimetres = 1000;

constexpr const char* kScreen = "normalised screen units";
constexpr const char* kJointError = "mean error of a joint";

constexpr std::array kNames{
    EpochFigureNames{"time", "min", "seconds", 60, "training/minutes", "Time", "time of an epoch"},
    EpochFigureNames{"learning rate", "", "learning_rate", 1, "training/learning_rate",
                     "Learning rate", "learning rate"},
    EpochFigureNames{"3d_train", "mm", "train_mm", 1, "3d_mm/train",
                     "3D pose, training steps (with dropout)", kJointError},
    EpochFigureNames{"3d_eval", "mm", "train_eval_mm", 1, "3d_mm/eval", "3D pose, training set",
                     kJointError},
    EpochFigureNames{"3d_valid", "mm", "valid_mm", 1, "3d_mm/valid", "3D pose, test set",
                     kJointError},
    EpochFigureNames{"traj_eval", "mm", "trajectory_eval_mm", 1, "traj_mm/eval",
                     "Trajectory of the root, training set", "mean error"},
    EpochFigureNames{"traj_valid", "mm", "trajectory_valid_mm", 1, "traj_mm/valid",
                     "Trajectory of the root, test set", "mean error"},
    EpochFigureNames{"2d_train_sup", kScreen, "projection_train", 1, "2d_screen/train_sup",
                     "2D projection, training set", kJointError},
    EpochFigureNames{"2d_train_unsup", kScreen, "projection_unlabelled", 1, "2d_screen/train_unsup",
                     "2D projection, unlabelled set", kJointError},
    EpochFigureNames{"2d_valid", kScreen, "projection_valid", 1, "2d_screen/valid",
                     "2D projection, test set", kJointError}};

}  // namespace

std::span<const EpochFigureNames> epoch_figure_names() { return kNames; }

const EpochFigureNames* find_figure(std::string_view figure) {
  const auto found = std::ranges::find(kNames, figure, &EpochFigureNames::figure);
  return found == kNames.end() ? nullptr : &*found;
}

std::vector<pose::EpochFigure> figures_of(const pose::EpochReport& report) {
  std::vector<pose::EpochFigure> figures;
  const auto add = [&](std::string_view name, double value) {
    figures.push_back({std::string(name), std::string(find_figure(name)->unit), value});
  };
  const auto add_metres = [&](std::string_view name, const std::optional<double>& metres) {
    if (metres) add(name, *metres * kMillimetres);
  };
  add("time", report.seconds / 60);
  add("learning rate", report.learning_rate);
  add_metres("3d_train", report.train_error);
  add_metres("3d_eval", report.train_eval_error);
  add_metres("3d_valid", report.valid_error);
  if (const auto& trajectory = report.trajectory) {
    add_metres("traj_eval", trajectory->eval);
    add_metres("traj_valid", trajectory->valid);
  }
  if (const auto& projection = report.projection) {
    add("2d_train_sup", projection->train);
    add("2d_train_unsup", projection->unlabelled);
    add("2d_valid", projection->valid);
  }
  return figures;
}

}  // namespace posegrad::apps

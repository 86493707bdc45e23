#include "apps/run/history.h"

#include <algorithm>
#include <array>
#include <span>

#include "apps/run/training_session.h"
#include "pose/formats/atomic_file.h"
#include "pose/render/chart.h"

namespace posegrad::apps {
namespace {

constexpr double kMillimetres = 1000;
// Errors fall so steeply in these that nothing else could be seen beside them.
constexpr Index kEpochsLeftOut = 3;

constexpr const char* kScreen = "normalised screen units";

std::vector<pose::EpochFigure> figures_of(const pose::EpochReport& report) {
  std::vector<pose::EpochFigure> figures{{"time", "min", report.seconds / 60},
                                         {"learning rate", "", report.learning_rate},
                                         {"3d_train", "mm", report.train_error * kMillimetres}};
  const auto add = [&](const char* name, const std::optional<double>& metres) {
    if (metres) figures.push_back({name, "mm", *metres * kMillimetres});
  };
  add("3d_eval", report.train_eval_error);
  add("3d_valid", report.valid_error);
  if (const auto& trajectory = report.trajectory) {
    add("traj_eval", trajectory->eval);
    add("traj_valid", trajectory->valid);
  }
  if (const auto& projection = report.projection) {
    figures.push_back({"2d_train_sup", kScreen, projection->train});
    figures.push_back({"2d_train_unsup", kScreen, projection->unlabelled});
    figures.push_back({"2d_valid", kScreen, projection->valid});
  }
  return figures;
}

// The same set has the same colour in every picture.
struct Curve {
  const char *figure, *name;
  std::size_t color;
};

/// A picture of some figures; drawn when a run has measured one of them.
struct Picture {
  const char *file, *title, *y_label;
  std::span<const Curve> curves;
};

constexpr std::array kPoseCurves{Curve{"3d_train", "training steps (with dropout)", 0},
                                 Curve{"3d_eval", "training set", 1},
                                 Curve{"3d_valid", "test set", 2}};
constexpr std::array kTrajectoryCurves{Curve{"traj_eval", "training set", 1},
                                       Curve{"traj_valid", "test set", 2}};
constexpr std::array kProjectionCurves{Curve{"2d_train_sup", "training set", 1},
                                       Curve{"2d_train_unsup", "unlabelled set", 3},
                                       Curve{"2d_valid", "test set", 2}};
constexpr std::array kPictures{
    Picture{"loss_3d.png", "3D pose", "mean error of a joint (mm)", kPoseCurves},
    Picture{"loss_traj.png", "Trajectory of the root", "mean error (mm)", kTrajectoryCurves},
    Picture{"loss_2d.png", "2D projection", "mean error of a joint (normalised screen units)",
            kProjectionCurves}};

}  // namespace

RunHistory::RunHistory(const RunOptions& options, Index epochs_done)
    : options_(options), path_(checkpoint_path(options, "history.csv")) {
  if (epochs_done > 0) history_ = pose::read_history(path_);
  history_.keep_until(epochs_done);
  // Not committed: finds out now, not after the first epoch, that it cannot be written.
  const pose::formats::AtomicFile probe(path_);
}

void RunHistory::add(const pose::EpochReport& report) {
  history_.set(report.epoch, figures_of(report));
  pose::write_history(path_, history_);
  if (options_.export_training_curves && report.epoch > kEpochsLeftOut) draw_curves();
}

std::string RunHistory::curves() const {
  const bool is_drawn =
      options_.export_training_curves &&
      std::ranges::any_of(history_.epochs(), [](Index epoch) { return epoch > kEpochsLeftOut; });
  return is_drawn ? checkpoint_path(options_, kPictures.front().file) : "";
}

void RunHistory::draw_curves() const {
  std::vector<double> epochs;
  for (const Index epoch : history_.epochs())
    if (epoch > kEpochsLeftOut) epochs.push_back(static_cast<double>(epoch));
  for (const Picture& picture : kPictures) {
    pose::Chart chart{.title = picture.title,
                      .x_label = "epoch (the first three are left out)",
                      .y_label = picture.y_label,
                      .series = {}};
    for (const Curve& curve : picture.curves) {
      if (!history_.has(curve.figure)) continue;
      std::vector<double> values = history_.values(curve.figure);
      values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(epochs.size()));
      chart.series.push_back({curve.name, epochs, std::move(values), curve.color});
    }
    if (!chart.series.empty()) pose::write_chart(checkpoint_path(options_, picture.file), chart);
  }
}

}  // namespace posegrad::apps

#include "apps/run/history.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "apps/run/training_session.h"
#include "pose/formats/atomic_file.h"
#include "pose/render/chart.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

// Errors fall so steeply in these that nothing else could be seen beside them.
constexpr Index kEpochsLeftOut = 3;

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

pose::History history_to_continue(const std::string& path) {
  try {
    return pose::read_history(path);
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}; move the file away to begin a new one", error.what()));
  }
}

}  // namespace

RunHistory::RunHistory(const RunOptions& options, Index epochs_done)
    : options_(options), path_(checkpoint_path(options, "history.csv")) {
  if (epochs_done > 0) history_ = history_to_continue(path_);
  history_.keep_until(epochs_done);
  // Not committed: finds out now, not after the first epoch, that it cannot be written.
  const pose::formats::AtomicFile probe(path_);
}

void RunHistory::add(Index epoch, const std::vector<pose::EpochFigure>& figures) {
  history_.set(epoch, figures);
  pose::write_history(path_, history_);
  if (options_.export_training_curves && epoch > kEpochsLeftOut) draw_curves();
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

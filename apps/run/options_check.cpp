#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "apps/files/scene_output.h"
#include "apps/options/nearest.h"
#include "apps/run/options.h"
#include "apps/usage_error.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/render/chart.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

/// Longer than any sequence that people have; keeps the product of the widths far from overflow.
constexpr Index kLongestReceptiveField = 1'000'000;

class Checker {
 public:
  explicit Checker(const OptionTable& table) : table_(table) {}

  /// The option is named by the variable that it writes to.
  template <class T>
  void that(const T& variable, bool good, std::string_view wanted) const {
    if (good) return;
    throw UsageError(fmt::format("{}: found {}, expected {}", name(variable), variable, wanted));
  }
  void filled(const std::string& variable) const {
    if (variable.empty())
      throw UsageError(fmt::format("{}: found nothing, expected a name", name(variable)));
  }
  template <class T>
  void filled(const std::vector<T>& variable) const {
    if (variable.empty())
      throw UsageError(
          fmt::format("{}: found an empty list, expected at least one item", name(variable)));
  }
  template <class A, class B>
  void apart(const A& a, bool a_given, const B& b, bool b_given) const {
    if (a_given && b_given)
      throw UsageError(fmt::format("{} and {} exclude each other", name(a), name(b)));
  }
  template <class T>
  std::string name(const T& variable) const {
    return name_of(table_, &variable);
  }

 private:
  const OptionTable& table_;
};

void check_data(const RunOptions& o, const Checker& check) {
  const std::array<std::string, 5> known{"h36m", "humaneva15", "humaneva20", "custom", "mocap"};
  const bool is_known = o.dataset == known[0] || o.dataset == known[1] || o.dataset == known[2];
  if (!is_known && !o.dataset.starts_with(known[3]) && !o.endless_views()) {
    throw UsageError(
        fmt::format("{}: found '{}', expected h36m, humaneva15, humaneva20 or a name that begins "
                    "with custom or "
                    "mocap{}",
                    check.name(o.dataset), o.dataset, did_you_mean(o.dataset, known)));
  }
  check.filled(o.keypoints);
  check.filled(o.data);
  check.filled(o.subjects_train);
  check.filled(o.subjects_test);
  check.filled(o.actions);
  check.that(o.subset, o.subset > 0 && o.subset <= 1, "a fraction above 0 and at most 1");
  check.that(o.downsample, o.downsample >= 1, "at least 1");
  if (o.semi_supervised() && o.dataset != "h36m") {
    throw UsageError(
        fmt::format("{}: semi-supervised training needs the cameras of -d h36m, found -d {}",
                    check.name(o.subjects_unlabeled), o.dataset));
  }
}

void check_architecture(const RunOptions& o, const Checker& check) {
  if (!o.architecture_told()) return;
  check.filled(o.architecture);
  Index receptive_field = 1;
  for (const Index width : o.architecture) {
    if (width < 1 || width % 2 == 0) {
      throw UsageError(
          fmt::format("{}: found the filter width {}, expected odd widths of at least 1",
                      check.name(o.architecture), width));
    }
    if (width > kLongestReceptiveField / receptive_field) {
      throw UsageError(fmt::format(
          "{}: found a receptive field above {} frames (the product of the widths), expected less",
          check.name(o.architecture), kLongestReceptiveField));
    }
    receptive_field *= width;
  }
}

void check_model(const RunOptions& o, const Checker& check) {
  check_architecture(o, check);
  check.that(o.channels, o.channels >= 1 || !o.channels_told(), "at least 1");
}

constexpr Index kMostShards = 4096;

void check_training(const RunOptions& o, const Checker& check) {
  check.filled(o.checkpoint);
  check.that(o.checkpoint_frequency, o.checkpoint_frequency >= 1, "at least 1");
  check.apart(o.resume, !o.resume.empty(), o.evaluate, !o.evaluate.empty());
  check.apart(o.tensorboard, !o.tensorboard.empty(), o.evaluate, !o.evaluate.empty());
  check.that(o.epochs, o.epochs >= 0, "0 or more");
  check.that(o.stride, o.stride >= 1, "at least 1");
  check.that(o.batch_size, o.batch_size >= 1, "at least 1");
  if (o.batch_size < o.stride) {
    throw UsageError(fmt::format("{}: found {}, expected at least the {} frames of one chunk ({})",
                                 check.name(o.batch_size), o.batch_size, o.stride,
                                 check.name(o.stride)));
  }
  check.that(o.dropout, o.dropout >= 0 && o.dropout < 1, "a probability from 0 to below 1");
  check.that(o.learning_rate, o.learning_rate >= 0 && std::isfinite(o.learning_rate),
             "a finite number of at least 0");
  check.that(o.lr_decay, o.lr_decay > 0 && std::isfinite(o.lr_decay), "a finite number above 0");
  check.that(o.warmup, o.warmup >= 0, "0 or more");
  if (o.semi_supervised() && o.epochs > 0 && o.warmup > o.epochs)
    throw UsageError(fmt::format("{}: found {}, expected at most the {} epochs of {}",
                                 check.name(o.warmup), o.warmup, o.epochs, check.name(o.epochs)));
  check.that(o.seed, o.seed >= 0, "0 or more");
  check.that(o.shards, o.shards >= 0 && o.shards <= kMostShards,
             fmt::format("1 to {}", kMostShards));
  check.apart(o.export_training_curves, o.export_training_curves, o.eval, !o.eval);
  if (o.export_training_curves && !pose::can_draw_charts()) {
    throw UsageError(
        fmt::format("{}: this posegrad was built without Cairo, which draws the curves; leave it "
                    "out: history.csv in the checkpoint folder holds the same figures",
                    check.name(o.export_training_curves)));
  }
}

// What has no meaning for views that are made on the fly is refused, not ignored.
void check_views(const RunOptions& o, const Checker& check) {
  check.that(o.samples_per_epoch, o.samples_per_epoch >= 1, "at least 1");
  check.that(o.views, o.views >= 1, "at least 1");
  check.that(o.view_rate, o.view_rate >= 1 && o.view_rate <= 240, "1 to 240");
  if (!o.endless_views()) return;
  const RunOptions usual;
  const auto refuse = [&](const auto& variable, const auto& usual_value) {
    if (variable != usual_value)
      throw UsageError(
          fmt::format("{}: it has no meaning with -d {}, whose views are made on the fly",
                      check.name(variable), o.dataset));
  };
  refuse(o.stride, usual.stride);
  refuse(o.downsample, usual.downsample);
  refuse(o.subset, usual.subset);
  refuse(o.dense, usual.dense);
  refuse(o.trajectory, usual.trajectory);
  refuse(o.optimizations, usual.optimizations);
  refuse(o.by_subject, usual.by_subject);
  refuse(o.data_augmentation, usual.data_augmentation);
  refuse(o.render, usual.render);
  refuse(o.warmup, usual.warmup);
  refuse(o.linear_projection, usual.linear_projection);
  refuse(o.bone_length, usual.bone_length);
  refuse(o.projection, usual.projection);
  if (o.keypoints != "views" && o.keypoints != usual.keypoints)
    throw UsageError(fmt::format("{}: found '{}', expected views: -d {} has no other keypoints",
                                 check.name(o.keypoints), o.keypoints, o.dataset));
}

void check_rendering(const RunOptions& o, const Checker& check) {
  if (o.render && o.evaluate.empty()) {
    throw UsageError("--render: needs the checkpoint to render with; give --evaluate FILE");
  }
  if (o.render && o.viz_output.empty() && o.viz_export.empty())
    throw UsageError(
        "--render: what becomes of the reconstruction? Give --viz-output FILE to draw it, or "
        "--viz-export FILE for the numbers");
  if (!o.viz_output.empty()) check_scene_path(check.name(o.viz_output), o.viz_output);
  check.that(o.viz_camera, o.viz_camera >= 0, "0 or more");
  check.that(o.viz_size, o.viz_size >= 1, "at least 1");
}

}  // namespace

void check_run_options(const RunOptions& options, const OptionTable& table) {
  const Checker check(table);
  check_data(options, check);
  check_model(options, check);
  check_training(options, check);
  check_views(options, check);
  check_rendering(options, check);
}

}  // namespace posegrad::apps

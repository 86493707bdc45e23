#pragma once
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "apps/options/drawing.h"
#include "apps/options/machine.h"
#include "apps/options/table.h"
#include "pose/evaluation/predict.h"
#include "tensor/dtype.h"

namespace posegrad::apps {

/// Everything that `posegrad run` can be told, with the defaults. Names as on the command line; a
/// --no-x option turns off what is on here.
struct RunOptions : DrawingOptions {
  static constexpr Index kNotTold = std::numeric_limits<Index>::min();  // nobody types that

  // Data
  std::string dataset = "h36m";  // h36m, humaneva15, humaneva20, custom... or mocap...
  std::string keypoints = "cpn_ft_h36m_dbb";
  std::string data = "data";  // folder of the npz files
  std::vector<std::string> subjects_train{"S1", "S5", "S6", "S7", "S8"};
  std::vector<std::string> subjects_test{"S9", "S11"};
  std::vector<std::string> subjects_unlabeled;  // not empty: semi-supervised
  std::vector<std::string> actions;             // prefixes; empty: all
  double subset = 1;
  Index downsample = 1;

  // Checkpoints: file names inside the folder; empty: none
  std::string checkpoint = "checkpoint";
  Index checkpoint_frequency = 10;
  std::string resume;
  bool compat_resume = false;
  std::string evaluate;
  bool force = false;  // use a checkpoint although the options contradict what it says about itself

  // Model
  std::vector<Index> architecture{
      kNotTold};              // filter widths; not told: the checkpoint's, else 3,3,3
  Index channels = kNotTold;  // not told: the checkpoint's, else 1024
  bool causal = false;
  bool dense = false;
  std::string model_layout;  // keypoint order of the model's input where the checkpoint does not
                             // say; empty: not told

  // Training
  Index stride = 1;
  Index epochs = 60;
  Index batch_size = 1024;  // output frames
  double dropout = 0.25;
  double learning_rate = 0.001;
  double lr_decay = 0.95;
  bool data_augmentation = true;
  bool trajectory = false;    // train a model of the root's path as well
  bool optimizations = true;  // the strided single-frame model in training
  Index seed = 0;             // of initial weights and dropout
  Index shards = 0;           // parts of a batch; 0: not told

  // Endless views
  Index samples_per_epoch = 200'000;
  double view_rate = 25;  // frames a second of the model
  Index views = 20'000;   // that --evaluate looks at

  // Semi-supervision
  Index warmup = 1;
  bool linear_projection = false;
  bool bone_length = true;
  bool projection = true;

  // Evaluation
  bool eval = true;            // at the end of an epoch
  bool fused_training = true;  // the ends of blocks as one op
  pose::PredictOptions prediction;
  bool by_subject = false;
  bool export_training_curves = false;

  // Rendering; empty: not told
  bool render = false;
  std::string viz_subject;
  std::string viz_action;
  Index viz_camera = 0;
  std::string viz_video;
  std::string viz_output;
  std::string viz_export;
  bool viz_ground_truth = true;
  Index viz_size = 5;  // inches

  MachineOptions machine;
  std::string log;          // empty: none
  std::string tensorboard;  // folder; empty: none

  bool help = false;

  bool architecture_told() const { return architecture != std::vector<Index>{kNotTold}; }
  bool channels_told() const { return channels != kNotTold; }
  /// Training on views that are made on the fly of motion capture.
  bool endless_views() const { return dataset.starts_with("mocap"); }
  bool semi_supervised() const { return !subjects_unlabeled.empty(); }
  bool trains_trajectory() const { return trajectory || semi_supervised(); }
};

/// The options as `posegrad run` spells them, bound to `options`, which must outlive the table.
OptionTable run_option_table(RunOptions& options);

/// The options of `posegrad run ARGUMENTS`, checked. With --help nothing after it is read or
/// checked. Throws UsageError.
RunOptions parse_run_options(std::span<const std::string> arguments);

/// Values out of range and options that contradict each other, before any file is opened.
/// `table` is bound to `options`. Throws UsageError naming option, what was found and what was
/// expected.
void check_run_options(const RunOptions& options, const OptionTable& table);

}  // namespace posegrad::apps

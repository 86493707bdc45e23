#include "apps/run/options.h"

#include "apps/commands.h"
#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "apps/options/typed.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

OptionGroup data_options(RunOptions& o) {
  OptionGroup group{"Data"};
  group.add("-d/--dataset", &o.dataset, "NAME",
            "data set: h36m, humaneva15, humaneva20, or a name that begins with custom (your own "
            "videos) or with mocap (motion capture, seen by cameras made on the fly)");
  group.add(
      "-k/--keypoints", &o.keypoints, "NAME",
      "2D keypoints: those of data_2d_DATASET_NAME.npz; gt is ground truth, others a detector's");
  group.add_ours("--data", &o.data, "DIR", "folder of the data_3d_*.npz and data_2d_*.npz files");
  group.add("-str/--subjects-train", &o.subjects_train, "A,B,...", "subjects to train on");
  group.add("-ste/--subjects-test", &o.subjects_test, "A,B,...", "subjects to test on");
  group.add("-sun/--subjects-unlabeled", &o.subjects_unlabeled, "A,B,...",
            "subjects without labels; turns semi-supervised training on (h36m only)");
  group
      .add("-a/--actions", &o.actions, "A,B,...",
           "only actions that begin so (Walk takes 'Walking 1'); * takes all")
      .default_text = "*";
  group.add("--subset", &o.subset, "F",
            "fraction of the training frames to use, 0 < F <= 1: one piece of each sequence");
  group.add("--downsample", &o.downsample, "N",
            "keep every N-th frame of training and test sequences");
  return group;
}

OptionGroup checkpoint_options(RunOptions& o) {
  OptionGroup group{"Checkpoints"};
  group.add("-c/--checkpoint", &o.checkpoint, "DIR", "folder of the checkpoints; made if missing");
  group.add("--checkpoint-frequency", &o.checkpoint_frequency, "N",
            "write epoch_E.bin every N epochs, and after the last one");
  group.add("-r/--resume", &o.resume, "FILE",
            "continue the training of this checkpoint, a file of the checkpoint folder");
  group.add_our_flag(
      "--compat-resume", {&o.compat_resume},
      "resume as the reference does, which does not continue exactly: batch-norm momentum "
      "starts again at 0.1, the unlabelled batches in a fresh order");
  group.add("--evaluate", &o.evaluate, "FILE",
            "evaluate this checkpoint, a file of the checkpoint folder, instead of training");
  group.add_our_flag(
      "--force", {&o.force},
      "use a checkpoint although the options contradict what it says about itself (causal, "
      "keypoint layout, frame rate, augmentation)");
  return group;
}

OptionGroup model_options(RunOptions& o) {
  OptionGroup group{"Model"};
  group
      .add("-arc/--architecture", &o.architecture, "W,W,...",
           "filter widths, odd; their product is the receptive field in frames")
      .default_text = "the checkpoint's, else 3,3,3";
  group.add("-ch/--channels", &o.channels, "N", "channels of the convolutions").default_text =
      "the checkpoint's, else 1024";
  group.add_flag("--causal", {&o.causal}, "use past frames only, for real-time use");
  group.add_flag("--dense", {&o.dense},
                 "dense instead of dilated filters, with the same receptive field");
  group
      .add_ours(
          "--model-layout", &o.model_layout, "NAME",
          "order of the keypoints that the model takes, where its checkpoint does not say: coco, "
          "h36m, mpii, humaneva15 or humaneva20")
      .check = is_model_layout(&o.model_layout);
  return group;
}

OptionGroup training_options(RunOptions& o) {
  OptionGroup group{"Training"};
  group.add("-e/--epochs", &o.epochs, "N",
            "epochs to train, those of a resumed checkpoint included");
  group.add("-b/--batch-size", &o.batch_size, "N", "output frames of a batch");
  group.add("-s/--stride", &o.stride, "N",
            "output frames of a training chunk; a batch holds batch-size/N chunks");
  group.add("-drop/--dropout", &o.dropout, "P",
            "probability of dropping an activation, 0 <= P < 1");
  group.add("-lr/--learning-rate", &o.learning_rate, "X",
            "learning rate of the first epoch; a resumed checkpoint brings its own");
  group.add("-lrd/--lr-decay", &o.lr_decay, "X", "factor of the learning rate after each epoch");
  group.add_flag("-no-da/--no-data-augmentation", {&o.data_augmentation, false},
                 "do not train on mirrored copies as well");
  group.add_flag(
      "--disable-optimizations", {&o.optimizations, false},
      "train the dilated model, not the equivalent strided one that is faster for single frames");
  group.add_our_flag("--trajectory", {&o.trajectory},
                     "train a second model that says where the root is, which -sun always does; "
                     "it takes keypoints of any layout");
  group.add_ours("--seed", &o.seed, "N",
                 "of initial weights and dropout; the order of batches is always the reference's");
  group
      .add_ours(
          "--shards", &o.shards, "N",
          "parts that a batch is cut into, to train on several threads or, started by mpirun, "
          "processes: their number must divide N and changes no bit")
      .default_text = "the checkpoint's, else 1";
  return group;
}

OptionGroup view_options(RunOptions& o) {
  OptionGroup group{"Endless views (with -d mocap_NAME)"};
  group.add_ours("--samples-per-epoch", &o.samples_per_epoch, "N",
                 "views that an epoch is made of; none comes again");
  group.add_ours(
      "--views", &o.views, "N",
      "views of the test subjects that --evaluate looks at, and at most 8192 after each epoch");
  group.add_ours("--view-rate", Rate{&o.view_rate}, "FPS",
                 "frames a second that the model is given");
  return group;
}

OptionGroup semi_supervised_options(RunOptions& o) {
  OptionGroup group{"Semi-supervised training"};
  group.add("--warmup", &o.warmup, "N", "epochs before the unlabelled terms join the loss");
  group.add_flag("--linear-projection", {&o.linear_projection},
                 "project without lens distortion in the loss");
  group.add_flag("--no-bone-length", {&o.bone_length, false}, "without the bone length term");
  group.add_flag("--no-proj", {&o.projection, false}, "without the projection term");
  return group;
}

OptionGroup evaluation_options(RunOptions& o) {
  OptionGroup group{"Evaluation"};
  group.add_flag("--no-eval", {&o.eval, false}, "do not evaluate at the end of each epoch");
  group.add_flag("-no-tta/--no-test-time-augmentation", {&o.prediction.mirror, false},
                 "do not average with the prediction for the mirrored input");
  group.add_our_flag("--plain-training", {&o.fused_training, false},
                     "train with batch norm, ReLU, dropout and residual as ops of their own, not "
                     "as one; same results to rounding");
  group.add_our_flag("--plain-evaluation", {&o.prediction.fast, false},
                     "evaluate by the model as it is trained, without folded batch norm and "
                     "Winograd's convolution: slower, the same to rounding");
  group.add_flag("--by-subject", {&o.by_subject}, "evaluate each test subject separately");
  group.add_flag("--export-training-curves", {&o.export_training_curves},
                 "after each epoch from the 4th draw the curves of history.csv into the checkpoint "
                 "folder: loss_3d.png, semi-supervised also loss_traj.png and loss_2d.png");
  return group;
}

OptionGroup rendering_options(RunOptions& o) {
  OptionGroup group{"Rendering (with --evaluate)"};
  group.add_flag("--render", {&o.render}, "reconstruct one sequence, to draw or to export it");
  group.add("--viz-subject", &o.viz_subject, "NAME",
            "subject of the sequence; for your own videos, the video");
  group.add("--viz-action", &o.viz_action, "NAME",
            "action of the sequence, or a unique beginning of its name");
  group.add("--viz-camera", &o.viz_camera, "N", "camera of the sequence, counted from 0");
  group.add("--viz-export", &o.viz_export, "FILE",
            "write the 3D poses to FILE: NumPy, float32 (frames, joints, 3)");
  group.add(
      "--viz-output", &o.viz_output, "FILE",
      "draw to FILE: .mp4, .gif, .png (a sheet of frames) or .html (a player); .npz, .csv and "
      ".json hold the numbers, in world space");
  group.add("--viz-video", &o.viz_video, "FILE",
            "video, or folder of pictures, to show beside the poses");
  add_drawing(group, o, {"--viz-skip", "--viz-limit", "--viz-downsample", "--viz-bitrate"});
  group.add("--viz-size", &o.viz_size, "N", "side of each panel in inches");
  group.add_flag("--viz-no-ground-truth", {&o.viz_ground_truth, false},
                 "do not draw the ground truth");
  return group;
}

OptionGroup machine_options(RunOptions& o) {
  OptionGroup group{"Machine and output"};
  add_machine(group, o.machine, Wording::full);
  group.add_ours("--log", &o.log, "FILE",
                 "write one JSON object per step and epoch: loss, learning rate, speed; a resumed "
                 "run appends");
  group.add_ours("--tensorboard", &o.tensorboard, "DIR",
                 "write the figures of each epoch there for TensorBoard, a file for each run; of "
                 "epochs that a resumed run trains again it then shows the later ones");
  group.add_help(&o.help);
  return group;
}

}  // namespace

OptionTable run_option_table(RunOptions& options) {
  return {
      data_options(options),       checkpoint_options(options), model_options(options),
      training_options(options),   view_options(options),       semi_supervised_options(options),
      evaluation_options(options), rendering_options(options),  machine_options(options)};
}

RunOptions parse_run_options(std::span<const std::string> arguments) {
  RunOptions options;
  const OptionTable table = run_option_table(options);
  options.actions = {"*"};
  parse_options(table, arguments);
  if (options.help) return options;
  check_run_options(options, table);
  if (options.actions == std::vector<std::string>{"*"}) options.actions.clear();
  return options;
}

CommandHelp run_help() {
  RunOptions defaults;
  return {.usage = {"posegrad run [OPTION...]"},
          .about = wrapped(
              "Trains a temporal model that lifts 2D keypoints to 3D poses, or evaluates one "
              "(--evaluate). Takes the "
              "options of VideoPose3D's run.py, reads its data and writes its checkpoints. Long "
              "options may be "
              "abbreviated; a value follows its option after a blank or '='.",
              0),
          .groups = described(run_option_table(defaults))};
}

}  // namespace posegrad::apps

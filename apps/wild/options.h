#pragma once
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/files/named_files.h"
#include "apps/options/detector.h"
#include "apps/options/drawing.h"
#include "apps/options/machine.h"
#include "apps/options/motion.h"
#include "apps/options/smoothing.h"
#include "pose/detections/read_options.h"
#include "pose/evaluation/predict.h"
#include "pose/wild/pretrained.h"
#include "pose/wild/result_files.h"

namespace posegrad::apps {

/// What `posegrad wild` can be told, in its own words or in those of the original's in-the-wild
/// program.
struct WildOptions : DrawingOptions {
  static constexpr double kEstimated = std::numeric_limits<double>::quiet_NaN();

  std::vector<std::string> inputs;   // as the line has them: files, folders, patterns
  std::string detections;            // the one at hand: file or folder, or a video to look at
  std::string checkpoint;            // file or name of a model; empty: the default model
  std::string video;                 // empty: none
  std::vector<std::string> outputs;  // the ending of each says what it is
  std::vector<std::string> compare;  // checkpoints
  std::string kinect;                // folder of text files
  Index align_frame = -1;            // of the video, where the Kinect is aligned; -1: the first
  std::vector<NamedFile> others;     // of other inputs: not to be replaced

  DetectorOptions detector;
  bool keep_keypoints = false;  // beside the first output

  std::string person = "main";
  pose::ReadOptions reading;

  std::optional<pose::VideoSize> compat_size;  // to normalise with, whatever the video's is
  double fps = 0;                              // of the video; 0: not told
  double model_fps = 0;                        // 0: the checkpoint's, else 50
  double camera_pitch = kEstimated, camera_roll = kEstimated;  // degrees
  double field_of_view = 0;  // of the camera, horizontal, degrees; 0: not told
  bool steady = true;        // what suits the model: keep bone lengths, and smooth
  bool resample = true;      // to the model's rate and back
  pose::PretrainedOptions model;
  pose::PredictOptions prediction;
  SmoothingOptions smoothing;

  std::optional<pose::PoseSpace> space;  // of data files; not told: what the model knows
  std::string fork_output;               // npz of the fork: the drawn motion as arr_0; empty: none
  std::string export_path;               // npy in camera space; empty: none
  double size = 5;                       // inches of a panel

  MotionOptions motion;
  MachineOptions machine;
  bool help = false;
};

/// The options of `posegrad wild ARGUMENTS`, checked. A line whose first argument is an option and
/// that has --evaluate is read as the original's (options of `posegrad run`). Throws UsageError.
WildOptions parse_wild_options(std::span<const std::string> arguments);

}  // namespace posegrad::apps

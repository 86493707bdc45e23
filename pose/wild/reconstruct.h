#pragma once
#include <optional>

#include "pose/data/pose_set.h"
#include "pose/data/resample.h"
#include "pose/data/views/person_window.h"
#include "pose/evaluation/evaluate.h"
#include "pose/evaluation/evaluate_views.h"
#include "pose/evaluation/predict.h"
#include "pose/smoothing/smoothing.h"
#include "pose/wild/pretrained.h"

namespace posegrad::pose {

struct ReconstructOptions {
  VideoSize size;   // that pixels are normalised with
  FrameRate video;  // of the keypoints
  FrameRate model;  // that motion is given to the model at; equal to the video's: as it is
  PredictOptions prediction = {};
  bool steady = true;  // keep bone lengths, but those of causal models. Only those of the person's
                       // view
  std::optional<Pinhole> camera = {};  // what is known of it; models of the screen do not ask
  /// The filter of poses and of the path. Not told, with `steady`, for models of the person's view:
  /// Gaussian, 0.03 and 0.05 s; causal ones: OneEuro; else none.
  std::optional<SmoothingChoice> smoothing = {};
  /// T: frames that filters do not reach across (frames_in_long_gaps); empty: none.
  std::vector<bool> gaps = {};
};

/// 3D poses of one person. poses (T, J, 3) f32: camera space, metres; on the root's path through
/// space when the model has one, else relative to the root.
struct Reconstruction {
  Tensor poses;
  bool has_path = false;
  Tensor up = {};  // (T, 3): against gravity in camera axes, the shorter the less sure; or empty
  /// Of each of the skeleton's bones, before lengths were steadied: see bone_variation().
  std::vector<double> bone_variation = {};
  std::optional<Pinhole> camera = {};  // that sees the poses at the keypoints; where it is known
};

/// The first `frames` frames of it.
Reconstruction first_frames(const Reconstruction& whole, Index frames);

/// keypoints (T, K, 2 or 3) f32: x, y in pixels, score; every frame filled, of the model's layout.
/// They are brought to the model's frame rate, and the poses back: as many come out as went in.
/// Throws DataError, naming what is wanted, for scores that the model takes and the keypoints lack;
/// ShapeError.
Reconstruction reconstruct(const PretrainedModel& model, const Tensor& keypoints,
                           const ReconstructOptions& options,
                           const EvaluationProgress& progress = {});

/// A model of keypoints on the screen as a lifter of endless views that come at `rate` frames a
/// second: each window as `posegrad wild` would reconstruct it, the pose of frame `target` turned
/// to the axes of the view. Such a model says no up.
ViewLifter screen_lifter(const PretrainedModel& model, double rate, Index target,
                         const PredictOptions& options);

}  // namespace posegrad::pose

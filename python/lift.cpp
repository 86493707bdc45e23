#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/library/model_library.h"
#include "pose/wild/people.h"
#include "pose/wild/reconstruct.h"
#include "pose/wild/wild_scene.h"
#include "python/arrays.h"
#include "python/geometry_casters.h"

namespace posegrad::python {
namespace {

using namespace posegrad::pose;

constexpr double kHuman36mRate = 50;  // of models that do not say theirs

/// What is known of keypoints that were not read from a file.
struct Given {
  Tensor keypoints;    // (T, 17, 2), pixels
  Tensor confidences;  // (T, 17), or empty
};

Given given(const py::object& keypoints, const py::object& confidences) {
  Given numbers{as_tensor(keypoints).to(DType::f64), {}};
  const Shape& shape = numbers.keypoints.shape();
  if (shape.rank() != 3 || shape[2] != 2)
    throw ShapeError(fmt::format("lift: 'keypoints' has shape {}; expected (frames, joints, 2)",
                                 shape.to_string()));
  if (shape[0] == 0) throw ShapeError("lift: 'keypoints' has no frames; expected at least one");
  if (!confidences.is_none()) {
    numbers.confidences = as_tensor(confidences).to(DType::f64);
    if (!(numbers.confidences.shape() == Shape{shape[0], shape[1]}))
      throw ShapeError(
          fmt::format("lift: 'confidences' has shape {}; expected {}, fixed by 'keypoints' {}",
                      numbers.confidences.shape().to_string(),
                      Shape{shape[0], shape[1]}.to_string(), shape.to_string()));
  }
  return numbers;
}

DetectedKeypoint keypoint_of(const Given& numbers, Index at) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const double x = numbers.keypoints.at(2 * at), y = numbers.keypoints.at(2 * at + 1);
  const double confidence = numbers.confidences.defined() ? numbers.confidences.at(at) : 1;
  if (std::isinf(x) || std::isinf(y))
    throw DataError(
        "lift: 'keypoints' holds an infinite number; expected pixels, or NaN where a keypoint was "
        "not found");
  const bool is_found = std::isfinite(x) && std::isfinite(y) && confidence > 0;
  return is_found ? DetectedKeypoint{x, y, confidence, confidence}
                  : DetectedKeypoint{kNaN, kNaN, 0, 0};
}

Detections detections_of(const Given& numbers, const KeypointLayout& layout) {
  const Index T = numbers.keypoints.dim(0), K = numbers.keypoints.dim(1);
  if (K != layout.num_joints())
    throw ShapeError(fmt::format(
        "lift: 'keypoints' has {} joints; expected the {} of layout {}, which the model takes: {}",
        K, layout.num_joints(), layout.name, fmt::join(layout.joints, ", ")));
  Detections detections;
  detections.source = "keypoints";
  detections.layout = &layout;
  for (Index t = 0; t < T; ++t) {
    DetectedPerson person;
    bool any = false;
    for (Index k = 0; k < K; ++k) {
      person.keypoints.push_back(keypoint_of(numbers, t * K + k));
      any = any || person.keypoints.back().confidence > 0;
    }
    detections.frames.emplace_back();
    if (any) detections.frames.back().people.push_back(std::move(person));
  }
  return detections;
}

Tensor lifted(const PretrainedModel& model, const Given& numbers, const VideoSize& size, double fps,
              bool world, bool mirror, bool steady, std::optional<double> field_of_view) {
  const Detections detections = detections_of(numbers, *model.layout);
  const PersonTrack person = best_person(detections);
  const Reconstruction result = reconstruct(
      model, person.keypoints,
      {.size = size,
       .video = frame_rate(fps),
       .model = frame_rate(model.fps.value_or(kHuman36mRate)),
       .prediction = {.mirror = mirror},
       .steady = steady,
       .camera = field_of_view ? std::optional(pinhole_of(size, *field_of_view)) : std::nullopt},
      [](Index, Index) { check_signals(); });
  if (!world) return result.poses;
  return wild_scene("", person, model, result, size, fps, {}).motions.front().positions;
}

py::array lift(const py::object& keypoints, const py::object& confidences, const VideoSize& size,
               double fps, const py::object& model, const std::string& space, bool mirror,
               bool steady, std::optional<double> field_of_view) {
  if (space != "world" && space != "camera")
    throw ValueError(fmt::format("lift: space is '{}'; expected 'world' or 'camera'", space));
  if (size.width < 1 || size.height < 1)
    throw ValueError(fmt::format("lift: size is ({}, {}); expected width and height in pixels",
                                 size.width, size.height));
  const Given numbers = given(keypoints, confidences);
  const bool is_loaded = py::isinstance<PretrainedModel>(model);
  const std::string path = is_loaded || model.is_none() ? "" : std::string(py::str(model));
  const auto* const own = is_loaded ? model.cast<const PretrainedModel*>() : nullptr;
  Tensor poses;
  const auto lift_with = [&](const PretrainedModel& loaded) {
    poses = lifted(loaded, numbers, size, fps, space == "world", mirror, steady, field_of_view);
  };
  {
    const py::gil_scoped_release unlocked;
    if (own != nullptr)
      lift_with(*own);
    else
      lift_with(load_pretrained(path.empty() ? default_model(false).weights_path() : path));
  }
  return array_of(poses);
}

}  // namespace

void bind_lift(py::module_& m) {
  using py::arg;
  m.def("lift", lift, arg("keypoints"), arg("confidences") = py::none(), py::kw_only(), arg("size"),
        arg("fps"), arg("model") = py::none(), arg("space") = "world", arg("mirror") = true,
        arg("steady") = true, arg("field_of_view") = py::none(),
        R"(3D poses of one person from keypoints, as `posegrad wild` gives them.

keypoints    (frames, 17, 2), pixels; NaN where a keypoint was not found, filled from the frames around it
confidences  (frames, 17); 0 is not found, how large others are does not matter
size         (width, height) of the pictures, pixels
fps          frames a second of the video
model        a file of weights, or a PretrainedModel (for many clips: read once); none: the model that comes with posegrad, which takes COCO's 17 keypoints
space        'world': metres, z up, the floor at 0; 'camera': metres, x right, y down, z forward
mirror       the mean with what the model says of the mirrored keypoints: a little better, twice the time
steady       bones keep their length
field_of_view  of the camera's width, degrees, where it is known

Returns an array (frames, 17, 3) of float32, metres, of the joints posegrad.pose.h36m_17().names.)");
}

}  // namespace posegrad::python

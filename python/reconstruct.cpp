#include "pose/wild/reconstruct.h"

#include "pose/library/model_library.h"
#include "pose/wild/doubt/pose_doubts.h"
#include "python/arrays.h"
#include "python/geometry_casters.h"

namespace posegrad::python {
namespace {

using namespace posegrad::pose;
using py::arg;

void bind_pretrained(py::module_& m) {
  py::class_<PretrainedModel>(m, "PretrainedModel",
                              "A trained model, everything about it read from its file.")
      .def_readonly("checkpoint", &PretrainedModel::checkpoint, "The file.")
      .def_readonly("poses", &PretrainedModel::poses, "Its TemporalModel.")
      .def_property_readonly(
          "layout", [](const PretrainedModel& model) { return model.layout; },
          py::return_value_policy::reference, "Of the keypoints that it takes.")
      .def_property_readonly(
          "skeleton", [](const PretrainedModel& model) { return model.skeleton; },
          py::return_value_policy::reference, "Of the poses that it gives.")
      .def_readonly("fps", &PretrainedModel::fps,
                    "Of its training data; None where the file does not say.")
      .def_readonly("notes", &PretrainedModel::notes);
  m.def(
      "load_pretrained",
      [](const std::string& path, const std::string& layout, bool causal, bool dense) {
        return load_pretrained(path, {layout, causal, dense});
      },
      arg("path"), py::kw_only(), arg("layout") = "", arg("causal") = false, arg("dense") = false,
      "A checkpoint of posegrad or PyTorch; the options are for one that does not say it itself.",
      Unlocked());
  m.def(
      "default_model",
      [](bool causal) { return load_pretrained(default_model(causal).weights_path()); },
      arg("causal") = false,
      "The PretrainedModel that lift() takes where none is named; causal: of those that use past "
      "frames only.",
      Unlocked());
}

}  // namespace

void bind_reconstruct(py::module_& m) {
  bind_pretrained(m);
  py::class_<Pinhole>(
      m, "Pinhole",
      "How a camera maps pixels to directions: focal length and principal point, pixels.")
      .def_readonly("focal_length", &Pinhole::focal_length)
      .def_readonly("x", &Pinhole::x)
      .def_readonly("y", &Pinhole::y);
  py::class_<Reconstruction>(m, "Reconstruction", "3D poses of one person.")
      .def_readonly("poses", &Reconstruction::poses, "(T, J, 3), camera space, metres.")
      .def_readonly("has_path", &Reconstruction::has_path,
                    "Whether poses are on the root's path through space, or relative to the root.")
      .def_property_readonly(
          "up",
          [](const Reconstruction& result) {
            return result.up.defined() ? std::optional(result.up) : std::nullopt;
          },
          "(T, 3): against gravity in camera axes, or None.")
      .def_readonly("bone_variation", &Reconstruction::bone_variation,
                    "Of each bone, before lengths were steadied.")
      .def_readonly("camera", &Reconstruction::camera,
                    "That sees the poses at the keypoints, or None.");
  m.def(
      "reconstruct",
      [](const PretrainedModel& model, const Tensor& keypoints, const VideoSize& size, double fps,
         bool mirror, bool steady, std::optional<double> field_of_view) {
        return reconstruct(
            model, keypoints,
            {.size = size,
             .video = frame_rate(fps),
             .model = frame_rate(model.fps.value_or(fps)),
             .prediction = {.mirror = mirror},
             .steady = steady,
             .camera =
                 field_of_view ? std::optional(pinhole_of(size, *field_of_view)) : std::nullopt},
            [](Index, Index) { check_signals(); });
      },
      arg("model"), arg("keypoints"), py::kw_only(), arg("size"), arg("fps"), arg("mirror") = true,
      arg("steady") = true, arg("field_of_view") = py::none(),
      "3D poses from keypoints (T, K, 2 or 3) f32 of the model's layout, every frame filled: "
      "pixels and a number above 0 where seen.",
      Unlocked());
  m.def(
      "limb_variation",
      [](const std::vector<double>& variation, const Skeleton& skeleton) {
        return limb_variation(variation, skeleton);
      },
      arg("variation"), arg("skeleton"),
      "Mean of a Reconstruction's bone_variation over arms and legs.");
  m.def(
      "reprojection_distances",
      [](const Tensor& poses, const Tensor& keypoints, const Pinhole& camera) {
        return reprojection_distances(poses, keypoints, camera);
      },
      arg("poses"), arg("keypoints"), arg("camera"),
      "How far each frame's pose is from its keypoints, pixels.", Unlocked());
}

}  // namespace posegrad::python

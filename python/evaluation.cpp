#include "pose/evaluation/metrics.h"
#include "pose/evaluation/predict.h"
#include "pose/training/losses.h"
#include "python/arrays.h"

namespace posegrad::python {

void bind_evaluation(py::module_& m) {
  using namespace posegrad::pose;
  using py::arg;
  m.def("mpjpe_loss", &mpjpe_loss, arg("predicted"), arg("target"),
        "Mean over all joints of |predicted - target|, poses (..., J, 3), metres; differentiable.",
        Unlocked());
  m.def("weighted_mpjpe_loss", &weighted_mpjpe_loss, arg("predicted"), arg("target"), arg("weight"),
        "Mean over all joints of weight * |predicted - target|.", Unlocked());

  const auto metric = [&m](const char* name, auto f, const char* doc) {
    m.def(
        name,
        [f](const py::object& predicted, const py::object& target) {
          return f(as_tensor(predicted), as_tensor(target));
        },
        arg("predicted"), arg("target"), doc);
  };
  metric("mpjpe", &mpjpe,
         "Mean distance of joints, metres. predicted, target (N, J, 3), metres, Tensors or arrays "
         "of one type.");
  metric("p_mpjpe", &p_mpjpe,
         "mpjpe after the best rotation, scale and translation of each frame.");
  metric("n_mpjpe", &n_mpjpe, "mpjpe after the best scale of each frame.");
  metric("mean_velocity_error", &mean_velocity_error,
         "mpjpe of the differences between neighbouring frames, metres a frame.");
  metric("mpjpe_per_frame", &mpjpe_per_frame, "mpjpe of each frame.");
  metric("p_mpjpe_per_frame", &p_mpjpe_per_frame, "p_mpjpe of each frame.");
  metric("n_mpjpe_per_frame", &n_mpjpe_per_frame, "n_mpjpe of each frame.");

  m.def(
      "predict",
      [](const TemporalModel& model, const Sequence& sequence, const Mirroring& mirroring,
         bool mirror, bool fast) {
        return predict(model, sequence, mirroring, {mirror, fast},
                       [](Index, Index) { check_signals(); });
      },
      arg("model"), arg("sequence"), arg("mirroring"), py::kw_only(), arg("mirror") = true,
      arg("fast") = true,
      R"(3D poses of every frame, (T, J, 3), metres, relative to the root.

mirror: the mean with the mirrored prediction of the mirrored input.)",
      Unlocked());
}

}  // namespace posegrad::python

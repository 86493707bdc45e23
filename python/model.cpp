#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/temporal_model.h"
#include "python/named_enum.h"

namespace posegrad::python {
namespace {

using namespace posegrad::pose;
using py::arg;

// Each keeps the model alive, which it refers to.
py::list layers_of(const py::object& self) {
  py::list list;
  for (const TemporalModel::Layer& layer : self.cast<const TemporalModel&>().layers()) {
    const py::object bound = py::cast(layer);
    py::detail::keep_alive_impl(bound, self);
    list.append(bound);
  }
  return list;
}

void bind_temporal_model(py::module_& m) {
  named_enum<ModelForm>(
      m, "ModelForm",
      R"(How the same weights are applied. dilated: any number of frames, L -> L - receptive_field + 1;
single_frame: one receptive field -> one frame, without computing the frames in between.)",
      {{"dilated", ModelForm::dilated}, {"single_frame", ModelForm::single_frame}});
  py::class_<TemporalModel, nn::Module> model(
      m, "TemporalModel",
      R"(The temporal model of arXiv:1811.11742: an expanding convolution, a residual
block for each further width, a 1x1 convolution to joints_out * 3 numbers. No padding inside.)");
  py::class_<TemporalModel::Layer>(
      model, "Layer", "A convolution of the dilated form and the batch norm behind it.")
      .def_property_readonly("name", [](const TemporalModel::Layer& layer) { return layer.name; })
      .def_property_readonly("convolution",
                             [](const TemporalModel::Layer& layer) { return layer.convolution; })
      .def_property_readonly("norm", [](const TemporalModel::Layer& layer) { return layer.norm; })
      .def_property_readonly("dilation",
                             [](const TemporalModel::Layer& layer) { return layer.dilation; });
  model
      .def(py::init([](std::vector<Index> widths, Index channels, double dropout, Index joints_in,
                       Index features, Index joints_out, bool causal, bool dense,
                       std::uint64_t seed, std::uint64_t first_counter) {
             return TemporalModel({joints_in, features, joints_out, std::move(widths), channels,
                                   dropout, causal, dense},
                                  seed, first_counter);
           }),
           py::kw_only(), arg("widths") = std::vector<Index>{3, 3, 3}, arg("channels") = 1024,
           arg("dropout") = 0.25, arg("joints_in") = 17, arg("features") = 2,
           arg("joints_out") = 17, arg("causal") = false, arg("dense") = false, arg("seed") = 1,
           arg("first_counter") = 0)
      .def(
          "forward",
          [](const TemporalModel& self, const Variable& x, const std::optional<nn::Pass>& pass,
             ModelForm form) { return self.forward(x, pass.value_or(nn::Pass{}), form); },
          arg("x"), arg("pass_") = py::none(), arg("form") = ModelForm::dilated,
          "x (N, L, J, F), screen units -> (N, L_out, J_out, 3), metres. pass_: a nn.Pass; none: "
          "evaluation.",
          Unlocked())
      .def_property_readonly("layers", layers_of)
      .def_property_readonly("shrink", &TemporalModel::shrink)
      .def_property_readonly("receptive_field", &TemporalModel::receptive_field,
                             "Input frames that one output frame depends on.")
      .def_property_readonly("padding", &TemporalModel::padding,
                             "Frames to pad a sequence by on each side, to keep its length.");
  m.def(
      "forward_as",
      [](const std::string& name, const TemporalModel& of, const Variable& x,
         const std::optional<nn::Pass>& pass,
         ModelForm form) { return forward_as(name, of, x, pass.value_or(nn::Pass{}), form); },
      arg("name"), arg("model"), arg("x"), arg("pass_") = py::none(),
      arg("form") = ModelForm::dilated, "model.forward, its kernels called under `name`.",
      Unlocked());
}

void bind_checkpoints(py::module_& m) {
  m.def(
      "save_state", [](const nn::Module& module) { return save_state(module); }, arg("module"),
      "(name, Tensor) as PyTorch keeps them: convolution weights (C_out, C_in, K).");
  m.def(
      "load_state",
      [](const nn::Module& module, const StateDict& state, const std::string& where) {
        load_state(module, state, where);
      },
      arg("module"), arg("state"), arg("where") = "state",
      "Copies such numbers into a module; `where` is what errors call them by.");
  m.def(
      "read_weights", [](const std::string& path) { return read_checkpoint(path).model_pos; },
      arg("path"),
      "The state of the pose model in a file of weights: posegrad's, PyTorch's or safetensors.",
      Unlocked());
  m.def(
      "write_weights",
      [](const std::string& path, const TemporalModel& model, const std::string& layout,
         double fps) {
        const TemporalModelOptions& options = model.options();
        Checkpoint checkpoint;
        checkpoint.model_pos = save_state(model);
        checkpoint.model_facts = ModelFacts{.causal = options.causal,
                                            .dense = options.dense,
                                            .keypoint_layout = layout,
                                            .fps = fps};
        write_weights(path, checkpoint, WeightType::f32);
      },
      arg("path"), arg("model"), py::kw_only(), arg("layout") = "", arg("fps") = 0.0,
      R"(Writes what `posegrad wild --checkpoint` and PyTorch read; a safetensors file where the path ends so.

layout: of the keypoints that the model takes ('coco'); fps: of its training data.)",
      Unlocked());
}

}  // namespace

void bind_model(py::module_& m) {
  bind_temporal_model(m);
  bind_checkpoints(m);
}

}  // namespace posegrad::python

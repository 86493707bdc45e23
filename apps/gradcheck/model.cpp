#include <fmt/format.h>

#include "apps/gradcheck/table.h"
#include "nn/layers.h"
#include "pose/training/losses.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

using pose::ModelForm;

/// Numbers in [middle - reach, middle + reach), one stream after the other.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : seed_(seed) {}
  Tensor draw(const Shape& shape, double middle, double reach) {
    Tensor tensor = nn::uniform(shape, reach, seed_, kFirstCounter + drawn_++, DType::f64);
    for (double& x : tensor.cpu_span<double>()) x += middle;
    return tensor;
  }

 private:
  static constexpr std::uint64_t kFirstCounter = 1000;  // behind the weights'
  std::uint64_t seed_, drawn_ = 0;
};

std::vector<nn::NamedVariable> parameters_in_double(const nn::State& state, Numbers& numbers) {
  std::vector<nn::NamedVariable> parameters = state.parameters;
  for (nn::NamedVariable& parameter : parameters) {
    const bool of_norm = parameter.name.find("_bn.") != std::string::npos;
    const double middle = parameter.name.ends_with("weight") ? 1 : 0;
    parameter.variable.set_value(of_norm ? numbers.draw(parameter.variable.shape(), middle, 0.5)
                                         : parameter.variable.value().to(DType::f64));
  }
  return parameters;
}

void randomise_statistics(const nn::State& state, Numbers& numbers) {
  for (const nn::NamedTensor& entry : state.all) {
    const bool mean = entry.name.ends_with("running_mean");
    if (!mean && !entry.name.ends_with("running_var")) continue;
    const Tensor values = numbers.draw(entry.tensor.shape(), mean ? 0 : 1, 0.5);
    for (Index c = 0; c < values.numel(); ++c)
      entry.tensor.data<float>()[c] = static_cast<float>(values.at(c));
  }
}

std::string describe(const GradcheckCommand& command, ModelForm form) {
  std::string text = form == ModelForm::single_frame ? "single-frame"
                     : command.model.dense           ? "dense"
                                                     : "dilated";
  if (command.model.causal) text += ", causal";
  if (command.evaluation)
    text += ", evaluation";
  else if (!command.fused)
    text += ", plain";
  return text;
}

}  // namespace

std::vector<ModelForm> forms_of(const GradcheckCommand& command) {
  if (command.model.dense || command.form == "dilated") return {ModelForm::dilated};
  if (command.form == "single-frame") return {ModelForm::single_frame};
  return {ModelForm::dilated, ModelForm::single_frame};
}

std::vector<GradcheckRow> check_model(const GradcheckCommand& command, ModelForm form, Tensor poses,
                                      const GradcheckOptions& options) {
  pose::TemporalModelOptions shape = command.model;
  if (poses.defined()) {
    shape.joints_in = shape.joints_out = poses.dim(2);
    shape.features = poses.dim(3);
  }
  const pose::TemporalModel model(shape, options.seed);
  Numbers numbers(options.seed);
  if (!poses.defined()) {
    const Index more = form == ModelForm::single_frame ? 0 : command.frames - 1;
    poses = numbers.draw(
        {command.batch, model.receptive_field() + more, shape.joints_in, shape.features}, 0, 1);
  }
  const nn::State state = model.state();
  std::vector<nn::NamedVariable> leaves = parameters_in_double(state, numbers);
  randomise_statistics(state, numbers);
  leaves.push_back({"poses", Variable(poses.clone(), true)});

  const auto predicted = [&] {
    nn::RandomStream random{options.seed};  // the same masks every time
    const nn::Mode mode = command.evaluation ? nn::Mode::evaluation : nn::Mode::training;
    const nn::Pass pass{.mode = mode, .random = &random, .fused = command.fused};
    return model.forward(leaves.back().variable, pass, form);
  };
  const Variable targets(numbers.draw(predicted().shape(), 0, 1));
  std::vector<Variable> variables;
  for (const nn::NamedVariable& leaf : leaves) variables.push_back(leaf.variable);
  const std::vector<LeafGradcheck> found =
      gradcheck_leaves([&] { return pose::mpjpe_loss(predicted(), targets); }, variables, options);

  std::vector<GradcheckRow> rows;
  for (std::size_t i = 0; i < found.size(); ++i)
    rows.push_back({"model", describe(command, form), leaves[i].name, leaves[i].variable.shape(),
                    found[i], options.seed});
  return rows;
}

}  // namespace posegrad::apps

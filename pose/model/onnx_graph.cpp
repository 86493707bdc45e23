#include "pose/model/onnx_graph.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "pose/model/checkpoint/checkpoint.h"
#include "tensor/call_site.h"
#include "tensor/error.h"
#include "tensor/kernels/batchnorm.h"

namespace posegrad::pose {
namespace {

using formats::OnnxAttribute;

Tensor integers(const std::vector<Index>& numbers) {
  const Tensor tensor = Tensor::empty({static_cast<Index>(numbers.size())}, DType::i64);
  std::ranges::copy(numbers, tensor.data<Index>());
  return tensor;
}

// ONNX wants identifiers as C has them.
std::string identifier(std::string name) {
  std::ranges::replace(name, '.', '_');
  return name;
}

/// Adds nodes and what they need. Values are called by what made them: "poses_expand_conv_relu".
class GraphBuilder {
 public:
  explicit GraphBuilder(formats::OnnxModel& model) : model_(model) {}

  /// Returns the output's name.
  std::string add(const std::string& op, std::vector<std::string> inputs, const std::string& name,
                  std::vector<OnnxAttribute> attributes = {}) {
    model_.nodes.push_back({op, std::move(inputs), name, std::move(attributes)});
    return name;
  }
  std::string constant(const std::string& name, Tensor tensor) {
    model_.constants.emplace_back(name, std::move(tensor));
    return name;
  }
  /// x (N, C_in, L) by a weight (C_out, K, C_in).
  std::string convolution(const std::string& x, const std::string& name, const Tensor& weight,
                          const Tensor& bias, Index dilation) {
    return add("Conv",
               {x, constant(name + "_weight", to_file_layout(weight)),
                constant(name + "_bias", bias.to(Device::cpu))},
               name, {{"dilations", {dilation}}, {"kernel_shape", {weight.dim(1)}}});
  }
  /// x (N, L, ...) -> (N, L) and the other sizes given; 0 means that of x.
  std::string reshape(const std::string& x, const std::string& name, std::vector<Index> sizes) {
    sizes.insert(sizes.begin(), {0, 0});
    return add("Reshape", {x, constant(name + "_shape", integers(sizes))}, name);
  }
  /// (N, L, C) <-> (N, C, L)
  std::string transpose(const std::string& x, const std::string& name) {
    return add("Transpose", {x}, name, {{"perm", {0, 2, 1}}});
  }
  /// Frames of x (N, C, L) from `start` on that a window of so many frames leaves.
  std::string frames(const std::string& x, const std::string& name, Index start, Index window) {
    // Counted from the end; what ends with x itself ends somewhere beyond.
    const Index left_out = window - 1 - start;
    const Index end = left_out > 0 ? -left_out : std::numeric_limits<Index>::max();
    return add("Slice",
               {x, constant(name + "_starts", integers({start})),
                constant(name + "_ends", integers({end})), constant(name + "_axes", integers({2}))},
               name);
  }

 private:
  formats::OnnxModel& model_;
};

/// The layer with its norm and ReLU.
std::string add_layer(GraphBuilder& graph, const std::string& x, const std::string& prefix,
                      const TemporalModel::Layer& layer) {
  const CallScope scope(layer.name);
  const nn::BatchNorm1d& norm = layer.norm;
  const kernels::FoldedNorm folded = kernels::fold_norm(
      layer.convolution.weight().value(), norm.running_mean(), norm.running_var(),
      norm.weight().value(), norm.bias().value(), nn::BatchNorm1d::kEps);
  const std::string name = prefix + identifier(layer.name);
  const std::string y = graph.convolution(x, name, folded.weight, folded.bias, layer.dilation);
  return graph.add("Relu", {y}, name + "_relu");
}

/// x (N, J * F, L) -> `output` (N, L_out, J_out, 3)
void add_network(GraphBuilder& graph, std::string x, const TemporalModel& model,
                 const std::string& output) {
  const std::string prefix = output + "_";
  const std::vector<TemporalModel::Layer> layers = model.layers();
  x = add_layer(graph, x, prefix, layers.front());
  for (std::size_t i = 1; i + 1 < layers.size(); i += 2) {
    const TemporalModel::Layer &wide = layers[i], &narrow = layers[i + 1];
    const Index window = (wide.convolution.weight().value().dim(1) - 1) * wide.dilation + 1;
    const std::string y = add_layer(graph, add_layer(graph, x, prefix, wide), prefix, narrow);
    const std::string name = prefix + identifier(narrow.name);
    const std::string residual = graph.frames(x, name + "_residual", narrow.residual_start, window);
    x = graph.add("Add", {y, residual}, name + "_sum");
  }
  x = graph.convolution(x, prefix + "shrink", model.shrink().weight().value(),
                        model.shrink().bias().value(), 1);
  x = graph.transpose(x, prefix + "rows");
  graph.reshape(x, output, {model.options().joints_out, 3});
}

void check_same_input(const TemporalModel& poses, const TemporalModel& path) {
  const TemporalModelOptions &a = poses.options(), &b = path.options();
  if (a.joints_in != b.joints_in || a.features != b.features ||
      poses.receptive_field() != path.receptive_field())
    throw ValueError(
        fmt::format("onnx: poses are made of {} frames of {} x {} numbers, the path of {} of {} x "
                    "{}; one file has one input",
                    poses.receptive_field(), a.joints_in, a.features, path.receptive_field(),
                    b.joints_in, b.features));
}

}  // namespace

formats::OnnxModel onnx_graph(const TemporalModel& poses, const TemporalModel* path) {
  const CallScope scope("onnx");
  const TemporalModelOptions& options = poses.options();
  const Index J = options.joints_in, F = options.features;
  formats::OnnxModel model;
  model.name = "posegrad";
  model.inputs.push_back({"keypoints", {"batch", "frames", J, F}, {}});
  GraphBuilder graph(model);
  const std::string rows = graph.reshape("keypoints", "keypoints_rows", {J * F});
  const std::string x = graph.transpose(rows, "keypoints_columns");
  add_network(graph, x, poses, "poses");
  model.outputs.push_back({"poses", {"batch", "frames_out", options.joints_out, Index{3}}, {}});
  if (path != nullptr) {
    check_same_input(poses, *path);
    add_network(graph, x, *path, "trajectory");
    model.outputs.push_back(
        {"trajectory", {"batch", "frames_out", path->options().joints_out, Index{3}}, {}});
  }
  return model;
}

}  // namespace posegrad::pose

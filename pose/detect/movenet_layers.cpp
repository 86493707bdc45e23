#include "pose/detect/movenet_layers.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace posegrad::pose {
namespace {

using Names = std::vector<std::string>;

constexpr std::array kNetworks{
    MovenetNetwork{"lightning", "MoveNet SinglePose Lightning", 192, false},
    MovenetNetwork{"thunder", "MoveNet SinglePose Thunder", 256, false},
    MovenetNetwork{"multipose", "MoveNet MultiPose Lightning", 0, true}};

const std::string kFeatures = "center_net_mobile_net_v2fpn_feature_extractor/model_1/";
const std::string kBackbone = kFeatures + "model/";

/// MobileNet V2's blocks: equal widths behind each other are added. Source: arXiv:1801.04381.
struct Block {
  int width;  // number of the output's size, "width_1"
  Index stride;
  bool adds;
};
constexpr std::array<Block, 17> kBlocks{{{0, 1, false},
                                         {1, 2, false},
                                         {1, 1, true},
                                         {2, 2, false},
                                         {2, 1, true},
                                         {2, 1, true},
                                         {3, 2, false},
                                         {3, 1, true},
                                         {3, 1, true},
                                         {3, 1, true},
                                         {4, 1, false},
                                         {4, 1, true},
                                         {4, 1, true},
                                         {5, 2, false},
                                         {5, 1, true},
                                         {5, 1, true},
                                         {6, 1, false}}};

struct Head {
  const char* name;  // ours
  const char* node;
  const char* channels;
};
// In the order in which Keras counted their layers.
constexpr Head kHeadsOfOne[] = {{"center", "center_0", "1"},
                                {"heatmap", "kpt_heatmap_0", "17"},
                                {"regress", "kpt_regress_0", "34"},
                                {"offset", "kpt_offset_0", "34"}};
constexpr Head kHeadsOfMany[] = {
    {"center", "center_0", "1"},         {"box_scale", "box_scale_0", "2"},
    {"box_offset", "box_offset_0", "2"}, {"heatmap", "kpt_heatmap_0", "17"},
    {"regress", "kpt_regress_0", "34"},  {"offset", "kpt_offset_0", "34"}};
constexpr int kFirstHead = 3;  // of separable convolutions; three came before

// Keras's "conv2d", "conv2d_1", ...
std::string counted(const std::string& name, int number) {
  return number == 0 ? name : fmt::format("{}_{}", name, number);
}

class Builder {
 public:
  explicit Builder(bool of_many) : of_many_(of_many) {}

  MovenetLayers build() {
    input();
    backbone();
    pyramid();
    heads();
    if (of_many_)
      decoding_of_many();
    else
      decoding_of_one();
    return std::move(layers_);
  }

 private:
  void plain(const std::string& node, const std::string& op, Names inputs) {
    layers_.nodes.push_back({node, op, std::move(inputs), {}});
  }
  void constant(const std::string& node, const std::string& op, const std::string& input,
                const std::string& name, Names shape) {
    layers_.nodes.push_back({node, op, {input}, {name}});
    layers_.arrays.push_back({name, std::move(shape)});
  }
  void conv(const std::string& node, const std::string& input, const std::string& name,
            const Names& shape, Index stride, const std::string& activation) {
    Names fused{"BiasAdd"};
    if (!activation.empty()) fused.push_back(activation);
    layers_.nodes.push_back({node,
                             "_FusedConv2D",
                             {input},
                             {name + ".weight", name + ".bias"},
                             stride,
                             shape.front() == "1",
                             std::move(fused)});
    layers_.arrays.push_back({name + ".weight", shape});
    layers_.arrays.push_back({name + ".bias", {shape.back()}});
  }
  void point(const std::string& node, const std::string& input, const std::string& name,
             const std::string& from, const std::string& to, const std::string& activation) {
    conv(node, input, name, {"1", "1", from, to}, 1, activation);
  }
  // Without a bias: the point that follows has it.
  void plain_depthwise(const std::string& node, const std::string& input, const std::string& name,
                       const std::string& width) {
    layers_.nodes.push_back({node, "DepthwiseConv2dNative", {input}, {name}, 1});
    layers_.arrays.push_back({name, {"3", "3", width}});
  }

  void input() {
    std::string picture = "Cast";
    plain("Cast", "Cast", {"input"});
    if (!of_many_) {  // a resize that was optimised away
      plain("unstack", "Unpack", {"Cast"});
      plain("ResizeImage/resize/ExpandDims", "ExpandDims", {"unstack"});
      plain("ResizeImage/resize/Squeeze", "Squeeze", {"ResizeImage/resize/ExpandDims"});
      plain("stack", "ExpandDims", {"ResizeImage/resize/Squeeze"});
      picture = "stack";
    }
    constant("sub", "Sub", picture, "input.mean", {"3"});
    constant("truediv_1", "Mul", "sub", "input.scale", {"3"});
    constant("sub_1", "Sub", "truediv_1", "input.shift", {});
  }

  void backbone() {
    std::string last = kBackbone + "Conv1_relu/Relu6", width = "stem";
    conv(last, "sub_1", "backbone.conv", {"3", "3", "3", width}, 2, "Relu6");
    for (std::size_t b = 0; b < kBlocks.size(); ++b) {
      const Block& block = kBlocks[b];
      const std::string node = kBackbone + (b == 0 ? "expanded_conv" : fmt::format("block_{}", b)),
                        name = fmt::format("backbone.block_{}", b), before = last;
      std::string wide = width;
      if (b > 0) {
        wide = fmt::format("wide_{}", b);
        point(node + "_expand_relu/Relu6", last, name + ".expand", width, wide, "Relu6");
        last = node + "_expand_relu/Relu6";
      }
      layers_.nodes.push_back({node + "_depthwise/depthwise",
                               "FusedDepthwiseConv2dNative",
                               {last},
                               {name + ".depthwise.weight", name + ".depthwise.bias"},
                               block.stride,
                               false,
                               {"BiasAdd", "Relu6"}});
      layers_.arrays.push_back({name + ".depthwise.weight", {"3", "3", wide}});
      layers_.arrays.push_back({name + ".depthwise.bias", {wide}});
      width = fmt::format("width_{}", block.width);
      last = node + "_project_BN/FusedBatchNormV3";
      point(last, node + "_depthwise/depthwise", name + ".project", wide, width, "");
      if (block.adds) {
        plain(node + "_add/add", "AddV2", {before, last});
        last = node + "_add/add";
      }
    }
    point(kBackbone + "out_relu/Relu6", last, "backbone.last", width, "last", "Relu6");
  }

  void pyramid() {
    const Names levels{kBackbone + "out_relu/Relu6", kBackbone + "block_9_add/add",
                       kBackbone + "block_5_add/add", kBackbone + "block_2_add/add"};
    const Names widths{"last", "width_3", "width_2", "width_1"};
    std::string below = kFeatures + "conv2d/BiasAdd", width = "level_0";
    for (int i = 0; i < 4; ++i) {
      const auto level = static_cast<std::size_t>(i);
      const std::string lateral = kFeatures + counted("conv2d", i) + "/BiasAdd";
      point(lateral, levels[level], fmt::format("pyramid.lateral_{}", i), widths[level], width, "");
      if (i == 0) continue;
      const std::string resized =
                            kFeatures + counted("up_sampling2d", i - 1) + "/resize/ResizeBilinear",
                        sum = kFeatures + counted("tf.__operators__.add", i - 1) + "/AddV2",
                        depthwise = kFeatures + counted("separable_conv2d", i - 1) +
                                    "/separable_conv2d/depthwise",
                        name = fmt::format("pyramid.smooth_{}", i - 1);
      plain(resized, "ResizeBilinear", {below});
      plain(sum, "AddV2", {resized, lateral});
      plain_depthwise(depthwise, sum, name + ".depthwise.weight", width);
      below = kFeatures + counted("re_lu", i - 1) + "/Relu";
      const std::string smooth = fmt::format("level_{}", i);
      point(below, depthwise, name + ".pointwise", width, smooth, "Relu");
      width = smooth;
    }
  }

  std::span<const Head> all_heads() const {
    return of_many_ ? std::span<const Head>(kHeadsOfMany) : std::span<const Head>(kHeadsOfOne);
  }
  std::string head_output(const std::string& name) const {
    int number = kFirstHead + 1;
    for (const Head& head : all_heads()) {
      if (head.name == name) return fmt::format("{}/conv2d_{}/BiasAdd", head.node, number);
      ++number;
    }
    return "";
  }

  void heads() {
    int number = kFirstHead;
    for (const Head& head : all_heads()) {
      const std::string depthwise = fmt::format("{}/separable_conv2d_{}/separable_conv2d/depthwise",
                                                head.node, number),
                        hidden = fmt::format("{}/re_lu_{}/Relu", head.node, number),
                        name = head.name, wide = name + "_hidden";
      plain_depthwise(depthwise, kFeatures + "re_lu_2/Relu", name + ".depthwise.weight", "level_3");
      point(hidden, depthwise, name + ".hidden", "level_3", wide, "Relu");
      point(head_output(name), hidden, name + ".out", wide, head.channels, "");
      ++number;
    }
  }

  void decoding_of_one() {
    plain("Sigmoid", "Sigmoid", {head_output("heatmap")});
    plain("Sigmoid_1", "Sigmoid", {head_output("center")});
    constant("truediv_2", "Mul", "Sigmoid_1", "decode.center_weight", {"grid", "grid"});
    plain("GatherNd", "GatherNd", {head_output("regress")});
    plain("add_4", "AddV2", {"sub_5", "sub_6"});
    plain("Sqrt_1", "Sqrt", {"add_4"});
    constant("add_5", "AddV2", "Sqrt_1", "decode.softening", {});
    plain("truediv_3", "RealDiv", {"Sigmoid", "add_5"});
    plain("GatherNd_1", "GatherNd", {head_output("offset")});
    constant("mul_2", "Mul", "ExpandDims_4", "decode.scale", {"2"});
  }

  void decoding_of_many() {
    plain("Sigmoid", "Sigmoid", {head_output("center")});
    plain("Sigmoid_1", "Sigmoid", {head_output("heatmap")});
    plain("MaxPool", "MaxPool", {"Sigmoid"});
    plain("sub_2", "Sub", {"Sigmoid", "MaxPool"});
    plain("Abs", "Abs", {"sub_2"});
    constant("Less", "Less", "Abs", "decode.peak", {});
    plain("GatherNd", "GatherNd", {head_output("box_scale")});
    plain("GatherNd_1", "GatherNd", {head_output("box_offset")});
    plain("Squeeze_3", "Squeeze", {head_output("regress")});
    plain("GatherNd_2", "GatherNd", {"Squeeze_3"});
    plain("Reshape_8", "Reshape", {head_output("offset")});
    plain("Cast_11", "Cast", {"Minimum"});
    constant("mul_6", "Mul", "Cast_11", "decode.gaussian", {});
    plain("truediv_7", "RealDiv", {"mul_7", "mul_6"});
    plain("Exp", "Exp", {"truediv_7"});
    constant("Greater_1", "Greater", "Reshape_20", "decode.least_score", {});
  }

  bool of_many_;
  MovenetLayers layers_;
};

}  // namespace

std::span<const MovenetNetwork> movenet_networks() { return kNetworks; }

const MovenetNetwork* find_movenet_network(std::string_view name) {
  const auto* found = std::ranges::find(kNetworks, name, &MovenetNetwork::name);
  return found == kNetworks.end() ? nullptr : found;
}

MovenetLayers movenet_layers(bool of_many) { return Builder(of_many).build(); }

}  // namespace posegrad::pose

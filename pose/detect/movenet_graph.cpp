#include "pose/detect/movenet_graph.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detect/movenet_sizes.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::ArrayType;
using formats::GraphNode;
using formats::NdArray;
using formats::TfjsGraph;
using Names = std::vector<std::string>;
using Sizes = std::vector<Index>;

const std::string kCall = "StatefulPartitionedCall/";
constexpr const char* kInput = "input";

// "50 _FusedConv2D, 19 AddV2, ...", most first.
std::string ops_of(const TfjsGraph& graph) {
  constexpr std::size_t kMost = 8;
  std::map<std::string, Index> counts;
  for (const GraphNode& node : graph.nodes) ++counts[node.op];
  std::vector<std::pair<std::string, Index>> rows(counts.begin(), counts.end());
  std::ranges::stable_sort(rows, std::greater(), &std::pair<std::string, Index>::second);
  Names texts;
  for (const auto& [op, count] : rows) {
    texts.push_back(fmt::format("{} {}", count, formats::printable(op, 40)));
    if (texts.size() == kMost) break;
  }
  const std::size_t more = rows.size() - texts.size();
  return fmt::format("{}{}", texts.empty() ? "none" : fmt::format("{}", fmt::join(texts, ", ")),
                     more > 0 ? fmt::format(" and {} kinds more", more) : "");
}

class Reader {
 public:
  explicit Reader(const TfjsGraph& graph) : graph_(graph) {}

  MovenetArrays read() {
    MovenetArrays read;
    read.network = &network();
    read.source = graph_.generated_by;
    const MovenetLayers layers = movenet_layers(read.network->of_many);
    std::map<std::string, const std::string*> weights;  // the graph's name of each array
    for (const MovenetNode& wanted : layers.nodes) check(wanted, weights);
    if (read.network->input_size > 0) sizes_.set("grid", read.network->input_size / 4);
    for (const MovenetArray& wanted : layers.arrays)
      read.arrays.emplace_back(wanted.name, array(wanted, *weights.at(wanted.name)));
    return read;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw DataError(
        fmt::format("{}: not MoveNet's graph: {}; its ops: {}", graph_.path, why, ops_of(graph_)));
  }

  const GraphNode& node(const std::string& name) const {
    const GraphNode* found = graph_.find(name == kInput ? name : kCall + name);
    if (found == nullptr) refuse(fmt::format("it has no node '{}'", name));
    return *found;
  }

  const MovenetNetwork& network() const {
    const GraphNode& picture = node(kInput);
    if (picture.op != "Placeholder") refuse(fmt::format("its input is a {}", picture.op));
    const Sizes shape = picture.shape("shape");
    const bool of_many = graph_.find(kCall + "box_scale_0/conv2d_5/BiasAdd") != nullptr;
    for (const MovenetNetwork& network : movenet_networks()) {
      const Index size = network.input_size > 0 ? network.input_size : -1;
      if (network.of_many == of_many && shape == Sizes{1, size, size, 3}) return network;
    }
    refuse(fmt::format("its input has the shape {}", formats::shape_text(shape)));
  }

  void check(const MovenetNode& wanted, std::map<std::string, const std::string*>& weights) {
    const GraphNode& found = node(wanted.name);
    const auto differs = [&](const std::string& what, const std::string& is,
                             const std::string& should) {
      refuse(fmt::format("node '{}' has {} {} where {} is wanted", wanted.name, what,
                         formats::printable(is), should));
    };
    if (found.op != wanted.op) differs("the op", found.op, wanted.op);
    const std::size_t inputs = wanted.inputs.size() + wanted.parameters.size();
    if (found.inputs.size() < inputs)
      differs("inputs,", fmt::format("{},", found.inputs.size()), fmt::format("{}", inputs));
    for (std::size_t i = 0; i < wanted.inputs.size(); ++i) {
      const std::string& name = wanted.inputs[i];
      const std::string should = name == kInput ? name : kCall + name;
      if (found.inputs[i] != should) differs("the input", found.inputs[i], should);
    }
    for (std::size_t i = 0; i < wanted.parameters.size(); ++i)
      weights[wanted.parameters[i]] = &found.inputs[wanted.inputs.size() + i];
    if (wanted.stride > 0) check_convolution(wanted, found, differs);
    if (wanted.op == "ResizeBilinear" &&
        (!found.flag("half_pixel_centers") || found.flag("align_corners")))
      refuse(fmt::format("node '{}' does not resize by half-pixel centres", wanted.name));
    if (wanted.op == "MaxPool" && found.integers("ksize") != Sizes{1, 5, 5, 1})
      refuse(fmt::format("node '{}' is no maximum of 5 x 5", wanted.name));
  }

  template <class Differs>
  void check_convolution(const MovenetNode& wanted, const GraphNode& found,
                         const Differs& differs) const {
    const auto compare = [&](const char* key, const Sizes& is, const Sizes& should) {
      if (is != should) differs(key, formats::shape_text(is), formats::shape_text(should));
    };
    compare("strides", found.integers("strides"), {1, wanted.stride, wanted.stride, 1});
    compare("dilations", found.integers("dilations"), {1, 1, 1, 1});
    if (const std::string padding = found.text("padding");
        padding != "SAME" && !(wanted.pointwise && padding == "VALID"))
      differs("padding", padding, "SAME");
    if (const std::string format = found.text("data_format"); format != "NHWC")
      differs("data_format", format, "NHWC");
    // An op that fuses nothing has no such attribute.
    const Names fused = found.attributes.find("fused_ops") ? found.texts("fused_ops") : Names{};
    if (fused != wanted.fused)
      differs("fused_ops", fmt::format("{}", fmt::join(fused, " + ")),
              fmt::format("{}", fmt::join(wanted.fused, " + ")));
  }

  NdArray array(const MovenetArray& wanted, const std::string& weight) {
    const auto found = graph_.weights.find(weight);
    const auto fail = [&](const std::string& why) {
      throw DataError(
          fmt::format("{}: weight '{}': {}", graph_.path, formats::printable(weight), why));
    };
    if (found == graph_.weights.end()) fail("it is no constant of the graph");
    const NdArray& array = found->second;
    if (array.type() != ArrayType::f2 && array.type() != ArrayType::f4)
      fail(fmt::format("floats are wanted; found {}", array.to_string()));
    // Axes that TensorFlow needs: (3, 3, C, 1) of a depthwise filter, (1, 1, 1, 3) of a mean.
    Sizes shape = array.shape();
    while (shape.size() > wanted.shape.size() && (shape.back() == 1 || shape.front() == 1)) {
      if (shape.back() == 1)
        shape.pop_back();
      else
        shape.erase(shape.begin());
    }
    if (!sizes_.fits(shape, wanted.shape))
      fail(fmt::format("it has the shape {}; {} is wanted for {}",
                       formats::shape_text(array.shape()), sizes_.text(wanted.shape), wanted.name));
    for (Index i = 0; i < array.numel(); ++i)
      if (!std::isfinite(array.number(i))) fail("it holds a number that is not finite");
    return {formats::format_of(array.type()), shape, array.data()};
  }

  const TfjsGraph& graph_;
  MovenetSizes sizes_;
};

}  // namespace

MovenetArrays movenet_of(const TfjsGraph& graph) { return Reader(graph).read(); }

}  // namespace posegrad::pose

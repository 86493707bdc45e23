#include "tests/detect/graph_writer.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <set>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "pose/detect/movenet_layers.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

using nlohmann::json;

const std::string kCall = "StatefulPartitionedCall/";

std::string base64(const std::string& text) {
  std::string encoded(4 * (text.size() / 3 + 1) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return encoded;
}

// 2, 3, 4, ... as float16: normal numbers that differ from each other.
std::vector<std::uint16_t> counting(std::size_t count, std::size_t first) {
  std::vector<std::uint16_t> bits;
  for (std::size_t i = 0; i < count; ++i)
    bits.push_back(static_cast<std::uint16_t>(0x2000 + (first * 31 + i) % 0x3000));
  return bits;
}

json attributes_of(const pose::MovenetNode& node) {
  json attributes = json::object();
  if (node.op == "ResizeBilinear") {
    attributes["half_pixel_centers"] = {{"b", true}};
    attributes["align_corners"] = {{"b", false}};
  }
  if (node.op == "MaxPool") attributes["ksize"] = integers_attribute({1, 5, 5, 1});
  if (node.stride == 0) return attributes;
  attributes["strides"] = integers_attribute({1, node.stride, node.stride, 1});
  attributes["dilations"] = integers_attribute({1, 1, 1, 1});
  attributes["padding"] = text_attribute(node.pointwise ? "VALID" : "SAME");
  attributes["data_format"] = text_attribute("NHWC");
  if (!node.fused.empty()) attributes["fused_ops"] = texts_attribute(node.fused);
  return attributes;
}

// A width of its own for every name of a size.
std::vector<Index> sizes_of(const pose::MovenetArray& array, Index input,
                            std::map<std::string, Index>& widths) {
  std::vector<Index> shape;
  for (const std::string& size : array.shape) {
    if (size.find_first_not_of("0123456789") == std::string::npos)
      shape.push_back(std::stoll(size));
    else if (size == "grid")
      shape.push_back(input / 4);
    else
      shape.push_back(
          widths.try_emplace(size, 2 + static_cast<Index>(widths.size()) % 7).first->second);
  }
  return shape;
}

}  // namespace

json text_attribute(const std::string& text) { return {{"s", base64(text)}}; }

json texts_attribute(const std::vector<std::string>& texts) {
  json list = json::array();
  for (const std::string& text : texts) list.push_back(base64(text));
  return {{"list", {{"s", list}}}};
}

json integers_attribute(const std::vector<Index>& numbers) {
  json list = json::array();
  for (const Index number : numbers) list.push_back(std::to_string(number));
  return {{"list", {{"i", list}}}};
}

void GraphWriter::node(const std::string& name, const std::string& op,
                       const std::vector<std::string>& inputs, nlohmann::json attributes) {
  nlohmann::json node{{"name", name}, {"op", op}};
  if (!inputs.empty()) node["input"] = inputs;
  if (!attributes.empty()) node["attr"] = std::move(attributes);
  nodes().push_back(std::move(node));
}

void GraphWriter::halves(const std::string& name, const std::vector<Index>& shape,
                         const std::vector<std::uint16_t>& bits) {
  node(name, "Const");
  group()["weights"].push_back({{"name", name},
                                {"shape", shape},
                                {"dtype", "float32"},
                                {"quantization", {{"dtype", "float16"}}}});
  const std::size_t at = bytes.size();
  bytes.resize(at + 2 * bits.size());
  std::memcpy(bytes.data() + at, bits.data(), 2 * bits.size());
}

std::string GraphWriter::write(const std::string& folder, const std::string& name) const {
  write_text(folder + "/" + json["weightsManifest"][0]["paths"][0].get<std::string>(), bytes);
  write_text(folder + "/" + name + ".json", json.dump());
  return folder + "/" + name + ".json";
}

GraphWriter small_movenet(bool of_many, Index size) {
  GraphWriter graph;
  const pose::MovenetLayers layers = pose::movenet_layers(of_many);
  std::map<std::string, Index> widths;
  std::map<std::string, std::vector<Index>> shapes;
  for (const pose::MovenetArray& array : layers.arrays)
    shapes[array.name] = sizes_of(array, size, widths);
  const std::string axis = of_many ? "-1" : std::to_string(size);
  const json picture = {{{"size", "1"}}, {{"size", axis}}, {{"size", axis}}, {{"size", "3"}}};
  graph.node("input", "Placeholder", {}, {{"shape", {{"shape", {{"dim", picture}}}}}});
  std::set<std::string> there{"input"}, named;
  std::size_t array = 0;
  for (const pose::MovenetNode& node : layers.nodes) {
    std::vector<std::string> inputs;
    for (const std::string& input : node.inputs) {
      inputs.push_back(input == "input" ? input : kCall + input);
      named.insert(inputs.back());
    }
    for (const std::string& parameter : node.parameters) {
      std::vector<Index> shape = shapes.at(parameter);
      Index count = 1;
      for (const Index axis_size : shape) count *= axis_size;
      if (node.op.find("Depthwise") != std::string::npos && shape.size() == 3) shape.push_back(1);
      if (parameter.starts_with("input.") && shape.size() == 1) shape = {1, 1, 1, 3};
      if (parameter == "decode.center_weight") shape.push_back(1);
      inputs.push_back(kCall + "constants/" + parameter);
      graph.halves(inputs.back(), shape, counting(static_cast<std::size_t>(count), array++));
    }
    graph.node(kCall + node.name, node.op, inputs, attributes_of(node));
    there.insert(kCall + node.name);
  }
  // What decoding does between the nodes that matter.
  for (const std::string& name : named)
    if (!there.contains(name)) graph.node(name, "Identity");
  return graph;
}

}  // namespace posegrad::test

#include "pose/detect/movenet_weights.h"

#include <cstdlib>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detect/convert_movenet.h"
#include "pose/formats/safetensors.h"
#include "pose/library/detector_file.h"
#include "tensor/error.h"
#include "tests/detect/graph_writer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using nlohmann::json;

namespace {

const std::string kCall = "StatefulPartitionedCall/",
                  kBackbone = "center_net_mobile_net_v2fpn_feature_extractor/model_1/model/";

struct Folder {
  TemporaryFolder folder;
  const std::string path = folder / "graph.json", out = folder / "out.safetensors";

  WeightsFile convert(std::vector<std::string> inputs) const {
    return convert_movenet(inputs, out);
  }
  // Of the message, without the list of ops.
  void refuses(const GraphWriter& graph, const std::string& message) const {
    graph.write(folder.path());
    try {
      convert({path});
      BOOST_ERROR("nothing was thrown; expected: " + message);
    } catch (const DataError& error) {
      const std::string what = error.what();
      BOOST_TEST(what.substr(0, what.find("; its ops: ")) == path + ": " + message);
    }
    BOOST_TEST(!std::filesystem::exists(out));
  }
};

json& find_node(GraphWriter& graph, const std::string& name) {
  for (json& node : graph.nodes())
    if (node["name"] == name) return node;
  throw DataError("the test's graph has no " + name);
}

json& find_weight(GraphWriter& graph, const std::string& name) {
  for (json& weight : graph.group()["weights"])
    if (weight["name"] == kCall + "constants/" + name) return weight;
  throw DataError("the test's graph has no " + name);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(movenet_weights, Folder)

BOOST_AUTO_TEST_CASE(a_network_comes_out_as_it_went_in) {
  const GraphWriter graph = small_movenet(false, 192);
  graph.write(folder.path());
  const WeightsFile written = convert({path});
  BOOST_REQUIRE(written.notes.size() == 1U);
  BOOST_TEST(written.notes[0] ==
             "lightning: MoveNet SinglePose Lightning, 192 x 192 pixels (" + path + ")");
  const MovenetWeights read = read_movenet(out, "lightning");
  BOOST_TEST(read.licence == "Apache-2.0");
  BOOST_TEST(read.network->input_size == 192);
  // The graph's bytes, in its order, read by hand.
  const auto file = formats::read_tfjs_graph(path);
  Index parameters = 0;
  for (const auto& [name, array] : file.weights) {
    const std::string ours = name.substr((kCall + "constants/").size());
    BOOST_TEST_CONTEXT(ours) {
      const Tensor& tensor = read.tensors.at(ours);
      BOOST_REQUIRE(tensor.numel() == array.numel());
      BOOST_TEST((tensor.dtype() == DType::f32));
      for (Index i = 0; i < tensor.numel(); ++i) BOOST_TEST(tensor.at(i) == array.number(i));
      parameters += array.numel();
    }
  }
  BOOST_TEST(read.tensors.size() == file.weights.size());
  BOOST_TEST(written.parameters == parameters);
  BOOST_TEST(read.tensors.at("backbone.block_5.depthwise.weight").rank() == 3);
  BOOST_TEST((read.tensors.at("input.mean").shape() == Shape({3})));
  BOOST_TEST((read.tensors.at("input.shift").shape() == Shape({})));
  BOOST_TEST((read.tensors.at("decode.center_weight").shape() == Shape({48, 48})));
  BOOST_TEST((read.tensors.at("heatmap.out.bias").shape() == Shape({17})));
}

BOOST_AUTO_TEST_CASE(several_graphs_make_one_file_whatever_their_order) {
  small_movenet(false, 192).write(folder / "l");
  small_movenet(false, 256).write(folder / "t");
  small_movenet(true, 256).write(folder / "m");
  const auto graphs = [&](const char* a, const char* b, const char* c) {
    std::vector<std::string> paths;
    for (const char* name : {a, b, c})
      paths.push_back(folder / (std::string(name) + "/graph.json"));
    return paths;
  };
  const std::string sha256 = convert(graphs("l", "t", "m")).sha256;
  BOOST_TEST(
      (movenet_networks_of(out) == std::vector<std::string>{"lightning", "thunder", "multipose"}));
  BOOST_TEST(convert(graphs("m", "l", "t")).sha256 == sha256);
  // A folder with them somewhere below, among other files.
  write_text(folder / "other.json", R"({"modelTopology": {"node": []}})");
  write_text(folder / "broken.json", "{");
  BOOST_TEST(convert({folder.path()}).sha256 == sha256);
  BOOST_TEST(read_movenet(out, "thunder").tensors.at("decode.center_weight").dim(0) == 64);
  BOOST_TEST((read_movenet(out, "multipose").tensors.at("decode.peak").shape() == Shape({})));
  BOOST_TEST(read_movenet(out, "multipose").tensors.contains("box_scale.out.weight"));
  check_throws<DataError>(
      [&] {
        convert({folder / "l/graph.json", folder.path()});
      },
      fmt::format("{0}/l/graph.json: lightning came before, from {0}/l/graph.json", folder.path()));
}

BOOST_AUTO_TEST_CASE(folders_without_graphs_are_told) {
  std::filesystem::create_directory(folder / "none");
  check_throws<DataError>([&] { convert({folder / "none"}); },
                          (folder / "none") + ": no graph of MoveNet (a .json file) is in it");
}

BOOST_AUTO_TEST_CASE(other_graphs_are_refused_with_their_ops) {
  GraphWriter graph;
  graph.node("input", "Placeholder", {},
             {{"shape", {{"shape", {{"dim", {{{"size", "1"}}, {{"size", "9"}}}}}}}}});
  for (int i = 0; i < 3; ++i) graph.node(fmt::format("a{}", i), "Conv2D", {"input"});
  graph.node("b", "Relu", {"a0"});
  graph.write(folder.path());
  check_throws<DataError>([&] { convert({path}); },
                          path +
                              ": not MoveNet's graph: its input has the shape (1, 9); its ops: "
                              "3 Conv2D, 1 Placeholder, 1 Relu");
  const std::string begin = "not MoveNet's graph: ";
  refuses(GraphWriter(), begin + "it has no node 'input'");
  refuses(small_movenet(false, 128), begin + "its input has the shape (1, 128, 128, 3)");
  const auto change = [&](const std::string& node, const std::string& key, const json& value,
                          const std::string& message) {
    GraphWriter changed = small_movenet(false, 192);
    json& found = find_node(changed, kCall + node);
    if (found.contains(key))
      found[key] = value;
    else
      found["attr"][key] = value;
    refuses(changed, begin + message);
  };
  const std::string depthwise = kBackbone + "block_1_depthwise/depthwise";
  const std::string node = "node '" + depthwise + "' has ";
  change(depthwise, "op", "DepthwiseConv2dNative",
         node + "the op DepthwiseConv2dNative where FusedDepthwiseConv2dNative is wanted");
  change(depthwise, "strides", integers_attribute({1, 1, 1, 1}),
         node + "strides (1, 1, 1, 1) where (1, 2, 2, 1) is wanted");
  change(depthwise, "dilations", integers_attribute({1, 2, 2, 1}),
         node + "dilations (1, 2, 2, 1) where (1, 1, 1, 1) is wanted");
  change(depthwise, "padding", text_attribute("VALID"),
         node + "padding VALID where SAME is wanted");
  change(depthwise, "data_format", text_attribute("NCHW"),
         node + "data_format NCHW where NHWC is wanted");
  change(depthwise, "fused_ops", texts_attribute({"BiasAdd", "Relu"}),
         node + "fused_ops BiasAdd + Relu where BiasAdd + Relu6 is wanted");
  change(kBackbone + "block_2_add/add", "input",
         {kCall + "Sigmoid", kCall + kBackbone + "block_2_project_BN/FusedBatchNormV3"},
         fmt::format("node '{0}block_2_add/add' has the input {1}Sigmoid where "
                     "{1}{0}block_1_project_BN/FusedBatchNormV3 is wanted",
                     kBackbone, kCall));
  change("sub_1", "input", {kCall + "truediv_1"}, "node 'sub_1' has inputs, 1, where 2 is wanted");
  const std::string resize =
      "center_net_mobile_net_v2fpn_feature_extractor/model_1/up_sampling2d_1/resize/ResizeBilinear";
  change(resize, "half_pixel_centers", json::object(),
         "node '" + resize + "' does not resize by half-pixel centres");
}

BOOST_AUTO_TEST_CASE(weights_of_the_wrong_shape_or_type_are_refused) {
  GraphWriter graph = small_movenet(false, 192);
  json& shape = find_weight(graph, "backbone.block_3.expand.weight")["shape"];
  const Index in = shape[2], out_size = shape[3];
  shape = {1, 1, out_size, in};
  if (in != out_size)
    refuses(graph, fmt::format("weight '{}constants/backbone.block_3.expand.weight': it has the "
                               "shape (1, 1, {}, {}); (1, 1, {}, any) is wanted for "
                               "backbone.block_3.expand.weight",
                               kCall, out_size, in, in));
  graph = small_movenet(false, 192);
  find_weight(graph, "decode.center_weight")["shape"] = {64, 36, 1};
  refuses(graph, "weight '" + kCall +
                     "constants/decode.center_weight': it has the shape (64, 36, 1); (48, 48) is "
                     "wanted for decode.center_weight");
  graph = small_movenet(false, 192);
  json& type = find_weight(graph, "input.mean");
  type.erase("quantization");
  type["shape"] = {1, 1, 1, 3};
  type["dtype"] = "bool";
  graph.bytes.erase(0, 3);  // the first of them, three numbers of two bytes
  refuses(graph,
          "weight '" + kCall + "constants/input.mean': floats are wanted; found bool (1, 1, 1, 3)");
  graph = small_movenet(false, 192);
  graph.bytes.replace(0, 2, std::string("\0\x7e", 2));
  refuses(graph,
          "weight '" + kCall + "constants/input.mean': it holds a number that is not finite");
}

BOOST_AUTO_TEST_CASE(files_of_something_else_are_told) {
  small_movenet(false, 192).write(folder.path());
  convert({path});
  const formats::Safetensors whole = formats::read_safetensors(out);
  const auto refuse = [&](const formats::Safetensors& content, const std::string& message) {
    formats::write_safetensors(out, content);
    check_throws<DataError>([&] { read_movenet(out, "lightning"); }, out + ": " + message);
  };
  check_throws<ValueError>([&] { read_movenet(out, "hurricane"); },
                           "MoveNet has no network 'hurricane'");
  check_throws<DataError>([&] { read_movenet(out, "thunder"); },
                          out + ": it has no network 'thunder'; it has: lightning");
  formats::Safetensors changed = whole;
  changed.metadata.clear();
  refuse(changed,
         "not weights of MoveNet as posegrad convert writes them (its metadata say no "
         "\"detector\")");
  changed = whole;
  for (auto& [key, text] : changed.metadata)
    if (key == "lightning.input_size") text = "256";
  refuse(changed, "lightning.input_size: '256'; 192 is wanted");
  changed = whole;
  const std::string first = changed.tensors.front().first;
  changed.tensors.erase(changed.tensors.begin());
  refuse(changed, first + " is missing");
  changed = whole;
  changed.tensors.emplace_back("lightning.odd", formats::NdArray::of_number(1));
  refuse(changed, "lightning.odd is no tensor of MoveNet");
  changed = whole;
  for (auto& [name, array] : changed.tensors)
    if (name == "lightning.heatmap.out.bias")
      array = {formats::format_of(formats::ArrayType::f2),
               {2},
               formats::Blob::copy_of(std::string(4, '\0'))};
  refuse(changed, "lightning.heatmap.out.bias has the shape (2,); (17,) is wanted");
  changed = whole;
  for (auto& [name, array] : changed.tensors)
    if (name == "lightning.heatmap.out.bias")
      array = {formats::format_of(formats::ArrayType::i2),
               {17},
               formats::Blob::copy_of(std::string(34, '\0'))};
  refuse(changed, "lightning.heatmap.out.bias: floats are wanted; found int16 (17,)");
  formats::write_safetensors(out, whole);
  const std::string bytes = read_text(out);
  for (const std::size_t size : {std::size_t{0}, bytes.size() / 4, bytes.size() - 1}) {
    write_text(out, bytes.substr(0, size));
    BOOST_CHECK_THROW(read_movenet(out, "lightning"), DataError);
  }
}

BOOST_AUTO_TEST_CASE(the_weights_are_found_in_the_first_place_that_has_them) {
  const std::vector<std::string> places{folder / "a", folder / "b"};
  check_throws<IoError>(
      [&] { find_detector_weights(places); },
      fmt::format("the detector's weights, movenet.safetensors, are not there: run "
                  "scripts/detector_model.sh (looked in {}, {})",
                  places[0], places[1]));
  write_text(places[1] + "/movenet.safetensors", "");
  BOOST_TEST(find_detector_weights(places) == places[1] + "/movenet.safetensors");
  write_text(places[0] + "/movenet.safetensors", "");
  BOOST_TEST(find_detector_weights(places) == places[0] + "/movenet.safetensors");
}

BOOST_AUTO_TEST_CASE(the_published_graphs_convert) {
  const char* published = std::getenv("POSEGRAD_MOVENET");
  if (published == nullptr) {
    BOOST_TEST_MESSAGE("skipped: POSEGRAD_MOVENET names no folder with the published graphs");
    return;
  }
  const WeightsFile written = convert({published});
  BOOST_TEST(written.notes.size() == 3U);
  BOOST_TEST(
      (movenet_networks_of(out) == std::vector<std::string>{"lightning", "thunder", "multipose"}));
  const auto shape = [&](const char* network, const char* name) {
    return read_movenet(out, network).tensors.at(name).shape();
  };
  BOOST_TEST((shape("lightning", "backbone.conv.weight") == Shape({3, 3, 3, 32})));
  BOOST_TEST((shape("lightning", "backbone.last.weight") == Shape({1, 1, 320, 1280})));
  BOOST_TEST((shape("lightning", "pyramid.lateral_0.weight") == Shape({1, 1, 1280, 64})));
  BOOST_TEST((shape("thunder", "backbone.conv.bias") == Shape({56})));
  BOOST_TEST((shape("thunder", "decode.center_weight") == Shape({64, 64})));
  BOOST_TEST((shape("multipose", "backbone.block_16.depthwise.weight") == Shape({3, 3, 1440})));
  BOOST_TEST((shape("multipose", "box_offset.out.weight") == Shape({1, 1, 96, 2})));
  // Numbers that the graphs hold, rounded to float16 there.
  const auto number = [&](const char* network, const char* name) {
    return read_movenet(out, network).tensors.at(name).at(0);
  };
  BOOST_TEST(number("lightning", "input.scale") == 0.007843017578125);
  BOOST_TEST(number("lightning", "input.shift") == 1.0);
  BOOST_TEST(number("lightning", "decode.softening") == 1.7998046875);
  BOOST_TEST(number("lightning", "decode.scale") == 0.0208282470703125);
  BOOST_TEST(number("multipose", "decode.gaussian") == 0.300048828125);
  BOOST_TEST(number("multipose", "decode.peak") == 1.0132789611816406e-06);
  BOOST_TEST(number("multipose", "decode.least_score") == 0.126953125);
}

BOOST_AUTO_TEST_SUITE_END()

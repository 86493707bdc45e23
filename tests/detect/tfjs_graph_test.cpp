#include "pose/formats/tfjs_graph.h"

#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/error.h"
#include "tests/detect/graph_writer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;
using nlohmann::json;

namespace {

struct Folder {
  TemporaryFolder folder;
  const std::string path = folder / "graph.json";
  GraphWriter graph;

  TfjsGraph read() const {
    graph.write(folder.path());
    return read_tfjs_graph(path);
  }
  void refuses(const std::string& message) const {
    check_throws<DataError>([&] { read(); }, path + ": " + message);
  }
  json& only_weight(const json& weight, const std::string& bytes) {
    graph.group()["weights"] = json::array({weight});
    graph.bytes = bytes;
    return graph.group()["weights"][0];
  }
  void refuses_text(const std::string& text, const std::string& message) const {
    write_text(path, text);
    check_throws<DataError>([&] { read_tfjs_graph(path); }, path + ": " + message);
  }
};

std::vector<double> numbers(const NdArray& array) {
  std::vector<double> all;
  for (Index i = 0; i < array.numel(); ++i) all.push_back(array.number(i));
  return all;
}

const json kFour = {{"name", "w"}, {"shape", {4}}, {"dtype", "float32"}};

json stored(const std::string& dtype, double scale, double min, const char* type = "float32") {
  return {{"name", "w"},
          {"shape", {3}},
          {"dtype", type},
          {"quantization", {{"dtype", dtype}, {"scale", scale}, {"min", min}}}};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tfjs_graph, Folder)

BOOST_AUTO_TEST_CASE(nodes_and_their_attributes_read) {
  graph.node("x", "Placeholder", {},
             {{"shape", {{"shape", {{"dim", {{{"size", "1"}}, {{"size", -1}}}}}}}}});
  graph.halves("w", {2}, {0x3c00, 0xc000});
  graph.node("y", "_FusedConv2D", {"x", "w:0", "^x"},
             {{"strides", integers_attribute({1, 2, 2, 1})},
              {"padding", text_attribute("SAME")},
              {"fused_ops", texts_attribute({"BiasAdd", "Relu6"})},
              {"empty", {{"list", json::object()}}},
              {"on", {{"b", true}}},
              {"off", json::object()}});
  graph.json["generatedBy"] = "somebody";
  const TfjsGraph read = this->read();
  BOOST_TEST(read.generated_by == "somebody");
  BOOST_TEST(read.nodes.size() == 3U);
  BOOST_TEST((read.find("x")->shape("shape") == std::vector<Index>{1, -1}));
  const GraphNode& y = *read.find("y");
  BOOST_TEST(y.op == "_FusedConv2D");
  BOOST_TEST((y.inputs == std::vector<std::string>{"x", "w:0", "^x"}));
  BOOST_TEST((y.integers("strides") == std::vector<Index>{1, 2, 2, 1}));
  BOOST_TEST(y.text("padding") == "SAME");
  BOOST_TEST((y.texts("fused_ops") == std::vector<std::string>{"BiasAdd", "Relu6"}));
  BOOST_TEST(y.integers("empty").empty());
  BOOST_TEST(y.flag("on"));
  BOOST_TEST(!y.flag("off"));
  BOOST_TEST(read.find("z") == nullptr);
  BOOST_TEST(read.weights.at("w").to_string() == "float16 (2,)");
  BOOST_TEST((numbers(read.weights.at("w")) == std::vector<double>{1, -2}));
  check_throws<DataError>([&] { y.text("gone"); },
                          path +
                              ": node 'y': there is no 'gone'; it has: empty, fused_ops, off, "
                              "on, padding, strides");
}

BOOST_AUTO_TEST_CASE(weights_of_all_types_read) {
  graph.group()["weights"] = {
      {{"name", "f"}, {"shape", {1}}, {"dtype", "float32"}},
      {{"name", "b"}, {"shape", {3}}, {"dtype", "bool"}},
      {{"name", "none"}, {"shape", {0, 5}}, {"dtype", "float32"}},
      {{"name", "i"}, {"shape", json::array()}, {"dtype", "int32"}, {"quantization", nullptr}}};
  graph.bytes = std::string("\0\0\x80\x3f\0\1\2\xfe\xff\xff\xff", 11);
  const auto weights = read().weights;
  BOOST_TEST(weights.at("f").to_string() == "float32 (1,)");
  BOOST_TEST(weights.at("f").number(0) == 1.0);
  BOOST_TEST((numbers(weights.at("b")) == std::vector<double>{0, 1, 1}));
  BOOST_TEST(weights.at("none").numel() == 0);
  BOOST_TEST(weights.at("i").to_string() == "int32 ()");
  BOOST_TEST(weights.at("i").integer(0) == -2);
}

BOOST_AUTO_TEST_CASE(quantised_weights_are_scaled) {
  only_weight(stored("uint8", 0.5, -3), std::string("\0\1\xff", 3));
  const auto bytes = read().weights.at("w");
  BOOST_TEST(bytes.to_string() == "float32 (3,)");
  BOOST_TEST((numbers(bytes) == std::vector<double>{-3, -2.5, 124.5}));
  only_weight(stored("uint16", 0.25, 1), std::string("\0\0\0\1\xff\xff", 6));
  BOOST_TEST((numbers(read().weights.at("w")) == std::vector<double>{1, 65, 16384.75}));
  // Half is rounded up, as JavaScript does.
  only_weight(stored("uint8", 0.5, -3, "int32"), std::string("\0\1\xff", 3));
  const auto integers = read().weights.at("w");
  BOOST_TEST(integers.to_string() == "int32 (3,)");
  BOOST_TEST((numbers(integers) == std::vector<double>{-3, -2, 125}));
}

BOOST_AUTO_TEST_CASE(shards_are_joined) {
  only_weight({{"name", "w"}, {"shape", {2, 2}}, {"dtype", "int32"}}, "");
  graph.group()["paths"] = {"a.bin", "sub/b.bin", "./c.bin"};
  graph.write(folder.path());
  write_text(folder / "a.bin", std::string("\1\0\0\0\2", 5));
  write_text(folder / "sub/b.bin", std::string("\0\0\0\3\0\0\0", 7));
  write_text(folder / "c.bin", std::string("\4\0\0\0", 4));
  BOOST_TEST((numbers(read_tfjs_graph(path).weights.at("w")) == std::vector<double>{1, 2, 3, 4}));
  // Two groups, each with files of its own.
  graph.json["weightsManifest"].push_back(
      {{"paths", {"d.bin"}}, {"weights", {{{"name", "v"}, {"shape", {2}}, {"dtype", "bool"}}}}});
  write_text(path, graph.json.dump());
  write_text(folder / "d.bin", std::string("\1\0", 2));
  const auto weights = read_tfjs_graph(path).weights;
  BOOST_TEST((numbers(weights.at("w")) == std::vector<double>{1, 2, 3, 4}));
  BOOST_TEST((numbers(weights.at("v")) == std::vector<double>{1, 0}));
}

BOOST_AUTO_TEST_CASE(files_of_weights_stay_in_the_folder) {
  only_weight(kFour, std::string(16, '\0'));
  write_text(folder / "outside.bin", graph.bytes);
  graph.write(folder / "inside");
  const std::string inside = folder / "inside/graph.json";
  const auto refuse = [&](const std::string& name) {
    graph.group()["paths"] = json::array({name});
    write_text(inside, graph.json.dump());
    check_throws<DataError>(
        [&] { read_tfjs_graph(inside); },
        fmt::format("{}: weightsManifest: [0]: paths: [0]: '{}' is not a file in the folder of the "
                    "model",
                    inside, name));
  };
  refuse("../outside.bin");
  refuse("sub/../../outside.bin");
  refuse("..");
  refuse("");
  refuse(folder / "outside.bin");
  graph.group()["paths"] = {"weights.bin", "./weights.bin"};
  write_text(inside, graph.json.dump());
  check_throws<DataError>([&] { read_tfjs_graph(inside); },
                          inside +
                              ": weightsManifest: [0]: paths: [1]: the file './weights.bin' "
                              "comes twice");
  graph.group()["paths"] = {"gone.bin"};
  write_text(inside, graph.json.dump());
  check_throws<IoError>(
      [&] { read_tfjs_graph(inside); },
      "cannot open " + (folder / "inside/gone.bin") + ": No such file or directory");
  std::filesystem::create_directory(folder / "inside/gone.bin");
  check_throws<IoError>([&] { read_tfjs_graph(inside); },
                        "cannot open " + (folder / "inside/gone.bin") + ": Is a directory");
}

BOOST_AUTO_TEST_CASE(weights_that_do_not_fit_their_files_are_refused) {
  const std::string at = "weightsManifest: [0]: weights: [0]: ";
  const auto refuse = [&](const json& shape, const std::string& message) {
    only_weight(kFour, std::string(16, '\0'))["shape"] = shape;
    refuses(message);
  };
  refuse({5}, at + "'w', float32 (5,), does not fit the 16 bytes that are left of 16");
  refuse({3}, "weightsManifest: [0]: paths: 4 of 16 bytes belong to no weight");
  refuse(
      {std::int64_t{1} << 40, 1 << 20},
      at + "'w', float32 (1099511627776, 1048576), does not fit the 16 bytes that are left of 16");
  refuse({std::int64_t{1} << 62, 4}, at + "shape: array shape (4611686018427387904, 4) overflows");
  refuse({-4}, at + "shape: array shape (-4,) has a negative size");
  refuse({4.5}, at + "shape: [0]: an integer is wanted; found float");
  refuse({1e300}, at + "shape: [0]: an integer is wanted; found float");
  refuse({"4"}, at + "shape: [0]: an integer is wanted; found str");
  refuse({true}, at + "shape: [0]: an integer is wanted; found bool");
  refuse(4, at + "shape: a list is wanted; found int");
  only_weight(kFour, std::string(16, '\0'));
  graph.group()["weights"].push_back(graph.group()["weights"][0]);
  graph.bytes += graph.bytes;
  refuses("weightsManifest: [0]: weights: [1]: 'w' comes twice");
}

BOOST_AUTO_TEST_CASE(types_that_are_not_known_are_refused) {
  const std::string at = "weightsManifest: [0]: weights: [0]: ";
  const std::string bytes(3, '\0');
  only_weight(kFour, "")["dtype"] = "string";
  refuses(at + "dtype: 'string' is not a type that this program knows");
  only_weight(stored("uint4", 1, 0), bytes);
  refuses(at + "quantization: dtype: 'uint4' is not a type that this program knows");
  only_weight(stored("uint8", 1, 0), bytes)["quantization"].erase("scale");
  refuses(at + "quantization: there is no 'scale'; it has: dtype, min");
  only_weight(stored("uint8", 1e37, 1e38), bytes);
  refuses(at + "quantization: scale 1e+37 and min 1e+38 lead beyond 3.4028234663852886e+38");
  only_weight(stored("uint8", 1, 3e9, "int32"), bytes);
  refuses(at + "quantization: scale 1 and min 3000000000 lead beyond 2147483647");
  only_weight(stored("float16", 1, 0, "int32"), bytes);
  refuses(at + "quantization: dtype: float16 does not stand for int32");
  only_weight(stored("uint8", 1, 0, "bool"), bytes);
  refuses(at + "quantization: dtype: uint8 does not stand for bool");
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_graph_are_refused) {
  refuses_text("", "line 1, column 1: this is no JSON: the text ends too early");
  refuses_text("[]", "a TensorFlow.js graph model is wanted, an object; found list");
  refuses_text("{}", "there is no 'modelTopology'; it has: nothing");
  refuses_text(R"({"format": "layers-model", "modelTopology": {}})",
               "format: 'layers-model'; a graph-model is wanted");
  refuses_text(R"({"modelTopology": null})", "modelTopology: a dict is wanted; found None");
  refuses_text(R"({"modelTopology": {"node": {}}})",
               "modelTopology: node: a list is wanted; found dict");
  refuses_text(R"({"modelTopology": {"node": [{"name": 1}]}})",
               "modelTopology: node: [0]: name: a text is wanted; found int");
  refuses_text(R"({"modelTopology": {"node": []}})",
               "there is no 'weightsManifest'; it has: modelTopology");
  refuses_text(R"({"modelTopology": {"node": []}, "modelTopology": {}})",
               "the key 'modelTopology' comes twice");
  refuses_text(R"({"modelTopology": {"node": [{"name": "a", "op": "A", "attr": []}]}})",
               "modelTopology: node: [0]: attr: an object is wanted; found list");
  refuses_text(R"({"weights": NaN})",
               "line 1, column 13: this is no JSON: 'NaN}' was not expected");
  refuses_text(std::string(200, '['), "nested deeper than 100 levels");
  std::string many = "{\"a\": [0";
  for (int i = 0; i < 1'000'000; ++i) many += ",0";
  refuses_text(many + "]}", "line 1, column 2000009: more values than are accepted");
}

BOOST_AUTO_TEST_CASE(nodes_that_contradict_each_other_are_refused) {
  graph.node("a", "A");
  graph.node("b", "B", {"a", "c:1"});
  refuses("node 'b': its input 'c:1' is no node of the graph");
  graph.node("c", "C");
  read();
  graph.node("a", "A");
  refuses("node 'a' comes twice");
}

BOOST_AUTO_TEST_CASE(attributes_of_the_wrong_kind_are_told) {
  graph.node(
      "a", "A", {},
      {{"s", {{"s", "U0FNRQ"}}}, {"i", {{"list", {{"i", {"1", "one"}}}}}}, {"b", {{"b", 2}}}});
  const GraphNode node = read().nodes.front();
  check_throws<DataError>([&] { node.text("s"); },
                          path + ": node 'a': s: s: base64 is wanted; found 'U0FNRQ'");
  check_throws<DataError>([&] { node.integers("i"); },
                          path + ": node 'a': i: list: i: [1]: an integer is wanted; found 'one'");
  BOOST_TEST(node.texts("i").empty());
}

BOOST_AUTO_TEST_CASE(any_graph_is_recognised_by_its_keys) {
  graph.write(folder.path());
  BOOST_TEST(may_be_tfjs_graph(path));
  const auto is = [&](const std::string& text) {
    write_text(path, text);
    return may_be_tfjs_graph(path);
  };
  BOOST_TEST(is("\xef\xbb\xbf\n {\"modelTopology\": cut"));
  BOOST_TEST(!is("{\"a\": 1}"));
  BOOST_TEST(!is("[\"modelTopology\"]"));
  BOOST_TEST(!is(""));
  BOOST_TEST(!may_be_tfjs_graph(folder / "gone"));
  BOOST_TEST(!may_be_tfjs_graph(folder.path()));
}

BOOST_AUTO_TEST_CASE(a_file_cut_anywhere_is_refused) {
  graph.node("x", "Placeholder");
  graph.halves("w", {2}, {0x3c00, 0xc000});
  graph.write(folder.path());
  const std::string text = read_text(path);
  for (std::size_t size = 0; size < text.size(); ++size) {
    write_text(path, text.substr(0, size));
    BOOST_CHECK_THROW(read_tfjs_graph(path), DataError);
  }
  write_text(path, text);
  for (const std::string& bytes : {graph.bytes.substr(1), graph.bytes + "x", std::string()}) {
    write_text(folder / "weights.bin", bytes);
    BOOST_CHECK_THROW(read_tfjs_graph(path), DataError);
  }
}

BOOST_AUTO_TEST_SUITE_END()

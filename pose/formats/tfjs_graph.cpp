#include "pose/formats/tfjs_graph.h"

#include <filesystem>

#include <fmt/format.h>

#include "pose/formats/json.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/strict_field.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::uint64_t kLargest = std::uint64_t{64} << 20;  // bytes; MoveNet's has 240,000
constexpr std::uint64_t kMostValues = 1'000'000;             // MoveNet's has 20,000
constexpr const char *kTopology = "modelTopology", *kManifest = "weightsManifest";

Field load(const std::string& path) {
  const Blob file = read_file(path, kLargest);
  std::uint64_t values = kMostValues;
  return {read_json(file.view(), path, {.refuse_repeated_keys = true, .values_left = &values}),
          path};
}

void check_format(const Field& file) {
  if (!file.value().is_dict())
    file.fail(fmt::format("a TensorFlow.js graph model is wanted, an object; found {}",
                          file.value().kind_name()));
  const auto format = file.find("format");
  if (!format || format->is_none()) return;  // older converters do not say it
  if (const std::string name = text_of(*format); name != "graph-model")
    format->fail(fmt::format("'{}'; a graph-model is wanted", printable(name)));
}

}  // namespace

std::string_view node_of_input(std::string_view input) {
  if (input.starts_with('^')) input.remove_prefix(1);
  return input.substr(0, input.find(':'));
}

const GraphNode* TfjsGraph::find(std::string_view node) const {
  const auto found = places_.find(std::string(node));
  return found == places_.end() ? nullptr : &nodes[found->second];
}

bool may_be_tfjs_graph(const std::string& path) {
  try {
    const Blob file = read_file(path, kLargest);
    const std::string_view text = file.view();
    const std::size_t begin = text.find_first_not_of("\xef\xbb\xbf \t\r\n");
    return begin != std::string_view::npos && text[begin] == '{' &&
           (text.find(fmt::format("\"{}\"", kTopology)) != std::string_view::npos ||
            text.find(fmt::format("\"{}\"", kManifest)) != std::string_view::npos);
  } catch (const Error&) {
    return false;
  }
}

TfjsGraph read_tfjs_graph(const std::string& path) {
  return within_reading_limit(path, [&] {
    const Field file = load(path);
    check_format(file);
    TfjsGraph graph;
    graph.path = path;
    if (const auto maker = file.find("generatedBy"); maker && !maker->is_none())
      graph.generated_by = text_of(*maker);
    graph.nodes = read_tfjs_nodes(file.at(kTopology).at("node"), path);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
      if (!graph.places_.emplace(graph.nodes[i].name, i).second)
        throw DataError(
            fmt::format("{}: node '{}' comes twice", path, printable(graph.nodes[i].name)));
    for (const GraphNode& node : graph.nodes)
      for (const std::string& input : node.inputs)
        if (graph.find(node_of_input(input)) == nullptr)
          throw DataError(fmt::format("{}: node '{}': its input '{}' is no node of the graph", path,
                                      printable(node.name), printable(input)));
    graph.weights =
        read_tfjs_weights(file.at(kManifest), std::filesystem::path(path).parent_path().string());
    return graph;
  });
}

}  // namespace posegrad::pose::formats

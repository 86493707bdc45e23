#include "pose/formats/tfjs_graph.h"

#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// The input is the JSON file; the file of weights beside it is always the same.
void read_tfjs_json(std::string_view bytes) {
  constexpr std::size_t kBytesOfWeights = 64;
  static const std::string weights =
      file_in_memory_folder("weights.bin", std::string(kBytesOfWeights, '\1'));
  const std::string path = file_in_memory_folder("model.json", bytes);
  const pose::formats::TfjsGraph graph = pose::formats::read_tfjs_graph(path);
  for (const pose::formats::GraphNode& node : graph.nodes)
    for (const std::string& input : node.inputs) graph.find(pose::formats::node_of_input(input));
}

const Registered kTfjsGraph{{"tfjs_graph", read_tfjs_json, mutate_json}};

}  // namespace
}  // namespace posegrad::fuzz

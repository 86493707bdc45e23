#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pose/formats/field.h"
#include "pose/formats/ndarray.h"

namespace posegrad::pose::formats {

/// One op of a graph. The attributes' accessors throw DataError "FILE: node 'NAME': ..." for one
/// that is not there or has another type.
struct GraphNode {
  std::string name, op;
  std::vector<std::string> inputs;  // as the file has them: "NAME", "NAME:1" for its second output
  Field attributes;                 // a dict

  std::string text(std::string_view key) const;                // {"s": base64}
  std::vector<std::string> texts(std::string_view key) const;  // {"list": {"s": [...]}}
  std::vector<Index> integers(std::string_view key) const;     // {"list": {"i": ["1", ...]}}
  std::vector<Index> shape(std::string_view key) const;        // -1: any size
  bool flag(std::string_view key) const;                       // {"b": true}
};

/// A TensorFlow.js graph model: ops, and the numbers of those that are constants.
struct TfjsGraph {
  std::string path, generated_by;
  std::vector<GraphNode> nodes;            // in the order of the file
  std::map<std::string, NdArray> weights;  // f2, f4, i4 or b1, by the name of their node

  const GraphNode* find(std::string_view node) const;  // null when absent

 private:
  friend TfjsGraph read_tfjs_graph(const std::string& path);
  std::unordered_map<std::string, std::size_t> places_;  // of nodes
};

/// Whether a file is a JSON text with the key of such a graph. False for anything else.
bool may_be_tfjs_graph(const std::string& path);

/// Reads the JSON file and the files of weights beside it. Weights stored as float16 stay so; those
/// stored as uint8 or uint16 are scale * number + min, as f4 (i4, rounded, for an int32). Throws
/// IoError "cannot open FILE: ..." for either file; DataError naming file and key: no JSON or one
/// of more than 64 MiB, a model of layers, a key, node or weight that comes twice, an unknown type,
/// an input that is no node, a file of weights outside of the JSON file's folder, weights that do
/// not fit these files' sizes (nothing is allocated from what the JSON claims).  Source:
/// TensorFlow.js, "weightsManifest" of its documentation on saving models.
TfjsGraph read_tfjs_graph(const std::string& path);

/// The parts of it: topology's "node"; the manifest, with `folder` that of the JSON file.
std::vector<GraphNode> read_tfjs_nodes(const Field& nodes, const std::string& path);
std::map<std::string, NdArray> read_tfjs_weights(const Field& manifest, const std::string& folder);

/// The node that an input names: "NAME" of "NAME:1" and of "^NAME".
std::string_view node_of_input(std::string_view input);

}  // namespace posegrad::pose::formats

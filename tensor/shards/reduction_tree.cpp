#include "tensor/shards/reduction_tree.h"

namespace posegrad::reduction_tree {
namespace {

void add_nodes(Node node, Index begin, Index end, std::vector<Node>& nodes) {
  if (node.begin >= end || node.end <= begin) return;
  if (node.begin >= begin && node.end <= end) {
    nodes.push_back(node);
    return;
  }
  const Index between = middle(node);
  add_nodes({node.begin, between}, begin, end, nodes);
  add_nodes({between, node.end}, begin, end, nodes);
}

}  // namespace

std::vector<Node> nodes_in(Index S, Index begin, Index end) {
  std::vector<Node> nodes;
  add_nodes({0, S}, begin, end, nodes);
  return nodes;
}

}  // namespace posegrad::reduction_tree

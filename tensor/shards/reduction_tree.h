#pragma once
#include <bit>
#include <span>
#include <utility>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad {

/// The order in which values of S shards are put together, two at a time: those of [begin, end) are the
/// ones of its left part with those of its right part, the left one as long as the largest power of two
/// that leaves something. Shards that are together on a machine make whole nodes where their number
/// is a power of two, so that little has to travel.
namespace reduction_tree {

struct Node {
  Index begin, end;  // of shards
  bool operator==(const Node&) const = default;
};

/// Where the right part begins. end - begin >= 2.
constexpr Index middle(Node node) {
  const auto most = static_cast<std::size_t>(node.end - node.begin - 1);
  return node.begin + static_cast<Index>(std::bit_floor(most));
}

/// The largest nodes of the tree over S shards that lie in [begin, end), in order.
std::vector<Node> nodes_in(Index S, Index begin, Index end);

/// Puts values together in place: pairs (node, value) in order, which make up [0, S). `combine(into,
/// other)`. Returns the first of them, which holds the result.
template <class Value, class Combine>
Value fold(Node root, std::span<const std::pair<Node, Value>> parts, const Combine& combine) {
  if (parts.size() == 1 && parts.front().first == root) return parts.front().second;
  const Index between = middle(root);
  std::size_t left = 0;
  while (parts[left].first.begin < between) ++left;
  const Value a = fold<Value>({root.begin, between}, parts.first(left), combine),
              b = fold<Value>({between, root.end}, parts.subspan(left), combine);
  combine(a, b);
  return a;
}

}  // namespace reduction_tree
}  // namespace posegrad

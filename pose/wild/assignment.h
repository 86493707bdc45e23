#pragma once
#include <span>
#include <vector>

#include "tensor/index.h"

namespace posegrad::pose {

/// Minimum-cost assignment of rows to columns: the column of each row, each column at most once, so
/// that the sum of cost[row, column] is least. All of the smaller side are assigned; a row that is
/// left over has -1. cost (rows, columns) row by row, finite. Throws ValueError for another number
/// of costs, or one that is not finite. O(n^2 m) for n <= m.
/// Source: shortest augmenting paths, Jonker and Volgenant 1987.
std::vector<Index> assign(std::span<const double> cost, Index rows, Index columns);

}  // namespace posegrad::pose

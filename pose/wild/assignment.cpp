#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/wild/track.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Rows are taken in one by one. The potentials u (rows) and v (columns) keep every reduced cost
/// c[i,j] - u[i] - v[j] at 0 or above, and at 0 where i has j; so the shortest path over reduced
/// costs from the new row to a free column says how to shift the rows before it at least cost.
class Solver {
 public:
  Solver(std::span<const double> cost, Index rows, Index columns, bool transposed)
      : cost_(cost),
        rows_(static_cast<std::size_t>(rows)),
        columns_(static_cast<std::size_t>(columns)),
        transposed_(transposed),
        u_(rows_),
        v_(columns_),
        row_of_(columns_, kNone),
        column_of_(rows_, kNone) {}

  std::vector<std::size_t> solve() {
    for (std::size_t row = 0; row < rows_; ++row) take_in(row);
    return column_of_;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

 private:
  double cost(std::size_t row, std::size_t column) const {
    return transposed_ ? cost_[column * rows_ + row] : cost_[row * columns_ + column];
  }

  void take_in(std::size_t new_row) {
    std::vector<double> distance(columns_, kInfinity);
    std::vector<std::size_t> before(columns_, new_row);  // the row that a column is reached from
    std::vector<bool> is_done(columns_, false);
    std::vector<std::size_t> done;
    std::size_t row = new_row, last = kNone;
    double length = 0;
    while (last == kNone) {
      std::size_t nearest = kNone;
      for (std::size_t j = 0; j < columns_; ++j) {
        if (is_done[j]) continue;
        const double through = length + cost(row, j) - u_[row] - v_[j];
        if (through < distance[j]) {
          distance[j] = through;
          before[j] = row;
        }
        if (nearest == kNone || distance[j] < distance[nearest]) nearest = j;
      }
      length = distance[nearest];
      is_done[nearest] = true;
      if (row_of_[nearest] == kNone) {
        last = nearest;
      } else {
        done.push_back(nearest);
        row = row_of_[nearest];
      }
    }
    u_[new_row] += length;
    for (const std::size_t j : done) {
      u_[row_of_[j]] += length - distance[j];
      v_[j] -= length - distance[j];
    }
    for (std::size_t j = last;;) {
      const std::size_t i = before[j];
      row_of_[j] = i;
      std::swap(column_of_[i], j);
      if (i == new_row) break;
    }
  }

  std::span<const double> cost_;
  std::size_t rows_, columns_;  // rows <= columns
  bool transposed_;
  std::vector<double> u_, v_;
  std::vector<std::size_t> row_of_, column_of_;
};

}  // namespace

std::vector<Index> assign(std::span<const double> cost, Index rows, Index columns) {
  if (rows < 0 || columns < 0 || static_cast<Index>(cost.size()) != rows * columns)
    throw ValueError(
        fmt::format("assign: {} costs for {} rows and {} columns", cost.size(), rows, columns));
  if (!std::ranges::all_of(cost, [](double c) { return std::isfinite(c); }))
    throw ValueError("assign: a cost is not finite");
  std::vector<Index> columns_of(static_cast<std::size_t>(rows), -1);
  const bool transposed = rows > columns;
  const auto found =
      Solver(cost, std::min(rows, columns), std::max(rows, columns), transposed).solve();
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (transposed) {
      columns_of[found[i]] = static_cast<Index>(i);
    } else {
      columns_of[i] = static_cast<Index>(found[i]);
    }
  }
  return columns_of;
}

}  // namespace posegrad::pose

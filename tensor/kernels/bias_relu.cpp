#include "tensor/kernels/bias_relu.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {

void bias_relu(const Tensor& x, const Tensor& bias, const Segments& segments,
               const Tensor& residual, const Segments& residual_segments, Index start) {
  BiasRelu op{x, bias, residual, segments, residual_segments, start, x};
  const Dims dims(op);
  const Index R = dims["R"], R_in = dims["R_in"];
  if (segments.rows() != R)
    dims.fail(fmt::format("the segments have {} rows, x has {}", segments.rows(), R));
  if (residual.defined()) {
    if (!(residual_segments.rows() == R_in &&
          residual_segments.lengths.size() == segments.lengths.size()))
      dims.fail(
          fmt::format("the residual's {} segments have {} rows; expected {} segments and {} rows",
                      residual_segments.lengths.size(), residual_segments.rows(),
                      segments.lengths.size(), R_in));
    for (std::size_t s = 0; s < segments.lengths.size(); ++s)
      if (!(start >= 0 && start + segments.lengths[s] <= residual_segments.lengths[s]))
        dims.fail(fmt::format("rows {} to {} do not lie in the residual's segment of {}", start,
                              start + segments.lengths[s], residual_segments.lengths[s]));
  }
  result_of(op, dims);
}

std::vector<BiasRelu::Part> BiasRelu::parts() const {
  if (!residual.defined()) return {{dim<"R">(*this), 0}};
  std::vector<Part> list;
  Index first = 0, first_residual = 0;
  for (std::size_t s = 0; s < segments.lengths.size(); ++s) {
    list.push_back({segments.lengths[s], first_residual + start - first});
    first += segments.lengths[s];
    first_residual += residual_segments.lengths[s];
  }
  return list;
}

Reference BiasRelu::reference(int, Index element) const {
  const Index C = dim<"C">(*this), c = element % C;
  const double sum = x.at(element) + bias.at(c);
  const double terms = std::abs(x.at(element)) + std::abs(bias.at(c));
  if (!residual.defined()) return {std::max(sum, 0.0), terms, 1};
  Index row = element / C, begin = 0;
  for (std::size_t s = 0; row >= segments.lengths[s]; ++s) {
    row -= segments.lengths[s];
    begin += residual_segments.lengths[s];
  }
  const double added = residual.at((begin + start + row) * C + c);
  return {std::max(sum, 0.0) + added, terms + std::abs(added), 2};
}

}  // namespace posegrad::kernels

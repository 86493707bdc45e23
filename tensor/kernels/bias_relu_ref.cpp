#include <algorithm>
#include <cmath>

#include "tensor/kernels/bias_relu.h"

namespace posegrad::kernels {

Reference BiasRelu::reference(int, Index element) const {
  const Index C = x.dim(1), c = element % C;
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

double BiasRelu::flops() const {
  return (residual.defined() ? 3.0 : 2.0) * static_cast<double>(x.numel());
}
// Of the residual only the rows that are added.
double BiasRelu::bytes() const {
  return static_cast<double>((residual.defined() ? 3 : 2) * x.nbytes() + bias.nbytes());
}

}  // namespace posegrad::kernels

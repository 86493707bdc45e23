#include "tensor/kernels/reduce.h"

namespace posegrad::kernels {

Reference Sum::reference(int, Index element) const {
  // Where the element's first term lies, and how many terms lie how far apart along each reduced
  // axis.
  std::array<Index, Shape::kMaxRank> count{}, step{};
  Index first = 0, stride = 1, terms = 1;
  for (int axis = x.rank() - 1; axis >= 0; --axis) {
    const auto a = static_cast<std::size_t>(axis);
    const Index size = x.dim(axis);
    step[a] = stride;
    count[a] = reduced[a] ? size : 1;
    terms *= count[a];
    if (!reduced[a]) {
      first += element % size * stride;
      element /= size;
    }
    stride *= size;
  }
  ReferenceSum sum;
  for (Index term = 0; term < terms; ++term) {
    Index at = first, rest = term;
    for (std::size_t a = 0; a < count.size() && terms > 0; ++a) {
      if (count[a] <= 1) continue;
      at += rest % count[a] * step[a];
      rest /= count[a];
    }
    sum.add(scale * x.at(at));
  }
  Reference result = sum.result();
  // Shorter numbers are added up in double: one rounding of the result, and 2^-29 of one for each
  // term.
  if (y.dtype() != DType::f64) result.roundings = 2 + 0x1p-29 * static_cast<double>(terms);
  return result;
}

double Sum::flops() const { return static_cast<double>(x.numel()); }

}  // namespace posegrad::kernels

#include "tensor/kernels/top_k.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <fmt/format.h>

namespace posegrad::kernels {

Tensor argmax(const Tensor& x) {
  Argmax op{x};
  const Dims dims(op);
  if (dims["R"] == 0) dims.fail(fmt::format("'x' {} has no rows", x.shape().to_string()));
  return result_of(op, dims);
}

Largest top_k(const Tensor& x, Index k) {
  TopK op{x};
  Dims dims(op);
  if (k < 0 || k > dims["E"])
    throw ValueError(fmt::format("top_k: k is {}; x has {} numbers", k, dims["E"]));
  dims.set("k", k);
  result_of(op, dims);
  return {op.values, op.indices};
}

Reference Argmax::reference(int, Index c) const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  Index best = 0;
  for (Index r = 1; r < R; ++r)
    if (comes_before(x.at(r * C + c), r, x.at(best * C + c), best)) best = r;
  return exact(static_cast<double>(best));
}

Reference TopK::reference(int output, Index r) const {
  std::vector<Index> places(static_cast<std::size_t>(x.numel()));
  std::iota(places.begin(), places.end(), Index{0});
  std::ranges::sort(places, [&](Index a, Index b) { return comes_before(x.at(a), a, x.at(b), b); });
  const Index place = places[static_cast<std::size_t>(r)];
  return exact(output == 0 ? x.at(place) : static_cast<double>(place));
}

}  // namespace posegrad::kernels

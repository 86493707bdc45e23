#include "tensor/kernels/merge_mirrored.h"

#include <fmt/format.h>

#include "tensor/dims.h"

namespace posegrad::kernels {

void merge_mirrored(const Tensor& plain, const Tensor& mirrored, const Tensor& swap,
                    const Tensor& y) {
  Dims dims("merge_mirrored");
  const Index J = dims.bind("plain", plain, "T", "J", "D")[1];
  dims.bind("mirrored", mirrored, "T", "J", "D");
  dims.bind("y", y, "T", "J", "D");
  if (!swap.defined() || swap.dtype() != DType::i64)
    throw DTypeError("merge_mirrored: 'swap' must hold i64");
  dims.require(swap.shape() == Shape{J}, "'swap' has shape {}; expected ({},)",
               swap.shape().to_string(), J);
  dispatch(MergeMirrored{plain, mirrored, swap, y});
}

}  // namespace posegrad::kernels

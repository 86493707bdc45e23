#include "tensor/kernels/matmul.h"

#include <fmt/format.h>

namespace posegrad::kernels {

Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options) {
  const bool ta = options.transpose_a, tb = options.transpose_b;
  // The contract allows both forms of a matrix; the options say which one it is.
  if (a.rank() == 2 && b.rank() == 2 && a.dim(ta ? 0 : 1) != b.dim(tb ? 1 : 0))
    throw ShapeError(fmt::format(
        "matmul: 'b' has shape {}; expected {} with K = {}, fixed by 'a' {}", b.shape().to_string(),
        tb ? "(N, K)" : "(K, N)", a.dim(ta ? 0 : 1), a.shape().to_string()));
  Matmul op{a, b, options};
  const Dims dims(op);
  op.y = Tensor::empty({a.dim(ta ? 1 : 0), b.dim(tb ? 0 : 1)}, a.dtype(), a.device());
  return result_of(op, dims);
}

Reference Matmul::reference(int, Index element) const {
  const Index K = terms(), m = element / y.dim(1), n = element % y.dim(1);
  ReferenceSum sum;
  for (Index k = 0; k < K; ++k)
    sum.add(a.at(options.transpose_a ? k * a.dim(1) + m : m * K + k) *
            b.at(options.transpose_b ? n * K + k : k * b.dim(1) + n));
  return sum.result();
}

}  // namespace posegrad::kernels

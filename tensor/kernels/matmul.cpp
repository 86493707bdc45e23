#include "tensor/kernels/matmul.h"

namespace posegrad::kernels {

Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options) {
  // The contract allows both forms of a matrix; the options say which one it is.
  const auto sizes = [](const Tensor& matrix, bool transposed) {
    return transposed ? std::array{matrix.dim(-1), matrix.dim(0)}
                      : std::array{matrix.dim(0), matrix.dim(-1)};
  };
  Matmul op{a, b, options};
  const Dims dims(op);
  const auto size_a = sizes(a, options.transpose_a), size_b = sizes(b, options.transpose_b);
  dims.require(size_a[1] == size_b[0], "'b' has shape {}; expected K = {}, fixed by 'a' {}",
               b.shape().to_string(), size_a[1], a.shape().to_string());
  op.y = Tensor::empty({size_a[0], size_b[1]}, a.dtype(), a.device());
  return result_of(op, dims);
}

Reference Matmul::reference(int, Index element) const {
  const Index K = a.dim(options.transpose_a ? 0 : 1), m = element / y.dim(1),
              n = element % y.dim(1);
  ReferenceSum sum;
  for (Index k = 0; k < K; ++k)
    sum.add(a.at(options.transpose_a ? k * a.dim(1) + m : m * K + k) *
            b.at(options.transpose_b ? n * K + k : k * b.dim(1) + n));
  return sum.result();
}

}  // namespace posegrad::kernels

#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad {

struct MatmulOptions {
  bool transpose_a = false, transpose_b = false;
};

namespace kernels {

/// op(a) (M, K), op(b) (K, N) -> y (M, N), where op transposes if its option says so.
struct Matmul {
  static constexpr OpInfo info{
      .name = "matmul",
      .formula = "y[m,n] = sum_k op(a)[m,k] op(b)[k,n]",
      .shapes = "a (M, K) or (K, M), b (K, N) or (N, K) -> y (M, N)",
      .gradient = "da: matmul(dy, b); db: matmul(a, dy); transposed as the options want it",
      .roundings = "K + 2",
      .magnitude = "sum_k |op(a) op(b)|",
      .flops = "2*M*N*K",
      .is_product = true,
  };
  Tensor a, b;
  MatmulOptions options;
  Tensor y = {};
  static constexpr std::array inputs{&Matmul::a, &Matmul::b};
  static constexpr std::array outputs{&Matmul::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  Index terms() const { return a.dim(options.transpose_a ? 0 : 1); }  // K
};

/// Throws ShapeError unless both are matrices whose K agree.
Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options = {});

}  // namespace kernels
}  // namespace posegrad

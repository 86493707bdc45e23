#include "tensor/thin_product.h"

namespace posegrad {

template <class T>
void thin_product(Index m, Index n, Index k, const T* a, Index lda, const T* b, Index ldb, T* c,
                  Index ldc, const ProductEnd<T>& end) {
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      T sum = end.bias == nullptr ? T{0} : end.bias[j];
      for (Index p = 0; p < k; ++p) sum += a[i * lda + p] * b[p * ldb + j];
      c[i * ldc + j] = sum < end.low ? end.low : sum > end.high ? end.high : sum;
    }
}

template void thin_product(Index, Index, Index, const float*, Index, const float*, Index, float*,
                           Index, const ProductEnd<float>&);
template void thin_product(Index, Index, Index, const double*, Index, const double*, Index, double*,
                           Index, const ProductEnd<double>&);

}  // namespace posegrad

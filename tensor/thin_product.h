#pragma once
#include <limits>

#include "tensor/dtype.h"

namespace posegrad {

/// What becomes of the sums of a product before they are stored: min(max(bias[j] + sum, low), high).
template <class T>
struct ProductEnd {
  const T* bias = nullptr;  // null: zeros
  T low = -std::numeric_limits<T>::infinity(), high = std::numeric_limits<T>::infinity();
};

/// C = end(A B), row-major: A (m, k), B (k, n), C (m, n); ld: items from row to row. For products that
/// are too thin for BLAS, which takes one of its sides for long. Works on the calling thread; a row of C
/// is the same whatever rows are computed beside it.
template <class T>
void thin_product(Index m, Index n, Index k, const T* a, Index lda, const T* b, Index ldb, T* c,
                  Index ldc, const ProductEnd<T>& end);

}  // namespace posegrad

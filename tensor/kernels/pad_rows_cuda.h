#pragma once
#include "tensor/kernels/move_cuda.h"
#include "tensor/precision.h"
#include "tensor/tensor.h"

// Rows for cuBLAS. Its kernels on tensor cores load 16 bytes at a time; for rows that do not begin
// at a multiple of that it takes slower ones. The windows of the first convolution, K * 34 numbers,
// are such rows.
namespace posegrad::kernels {

/// Numbers of a row as cuBLAS likes it best: `width`, with some more to a multiple of 16 bytes
/// where tensor cores do the product.
template <class T>
Index aligned_width(Index width) {
  const bool on_tensor_cores =
      std::is_same_v<T, BFloat16> || (std::is_same_v<T, float> && precision() != Precision::fp32);
  return on_tensor_cores ? (width + cuda::kPack<T> - 1) / cuda::kPack<T> * cuda::kPack<T> : width;
}

/// Copies the first `columns` numbers of rows whose lengths are `width_from` and `width_to`.
template <class T>
void copy_rows(Index rows, Index columns, const T* from, Index width_from, T* to, Index width_to) {
  const auto bytes = [](Index numbers) { return numbers * static_cast<Index>(sizeof(T)); };
  move_rows(rows, 1, bytes(columns), reinterpret_cast<const std::byte*>(from),
            {bytes(width_from), 0}, reinterpret_cast<std::byte*>(to), {bytes(width_to), 0});
}

/// The rows with zeros behind them: (rows, width).
template <class T>
Tensor padded_rows(Index rows, Index columns, const T* from, Index width) {
  const Tensor to = Tensor::zeros({rows, width}, dtype_of<T>, Device::cuda);
  copy_rows(rows, columns, from, columns, to.data<T>(), width);
  return to;
}

}  // namespace posegrad::kernels

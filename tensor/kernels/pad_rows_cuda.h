#pragma once
#include "tensor/cuda/launch.h"
#include "tensor/precision.h"
#include "tensor/tensor.h"

// Rows for cuBLAS. Its kernels on tensor cores load 16 bytes at a time; for rows that do not begin
// at a multiple of that it takes slower ones. The windows of the first convolution, K * 34 numbers,
// are such rows.
namespace posegrad::kernels {

/// `width` numbers with zeros behind them up to a multiple of 16 bytes.
template <class T>
constexpr Index padded_width(Index width) {
  return (width + cuda::kPack<T> - 1) / cuda::kPack<T> * cuda::kPack<T>;
}

/// Whether rows of this width are better padded.
template <class T>
bool wants_padding(Index width) {
  const bool on_tensor_cores =
      std::is_same_v<T, BFloat16> || (std::is_same_v<T, float> && precision() != Precision::fp32);
  return on_tensor_cores && padded_width<T>(width) != width;
}

constexpr unsigned kPadRows = 8;  // of a block, a warp each

// to[r, c] = from[r, c] where c < width_from, else 0.
template <class T>
__global__ void copy_rows_kernel(Index rows, Index width_from, Index width_to,
                                 const T* __restrict__ from, T* __restrict__ to) {
  for (Index row = Index{blockIdx.x} * kPadRows + threadIdx.y; row < rows;
       row += Index{gridDim.x} * kPadRows)
    for (Index c = threadIdx.x; c < width_to; c += 32)
      to[row * width_to + c] = c < width_from ? from[row * width_from + c] : T{};
}

/// Copies `rows` rows to ones of another width: cut, or with zeros behind them.
template <class T>
void copy_rows(Index rows, Index width_from, Index width_to, const T* from, T* to) {
  cuda::launch(cuda::blocks_for((rows + kPadRows - 1) / kPadRows, 1), dim3(32, kPadRows),
               copy_rows_kernel<T>, rows, width_from, width_to, from, to);
}

/// (rows, padded_width)
template <class T>
Tensor padded_rows(Index rows, Index width, const T* from) {
  const Tensor to = Tensor::empty({rows, padded_width<T>(width)}, dtype_of<T>, Device::cuda);
  copy_rows(rows, width, to.dim(1), from, to.data<T>());
  return to;
}

}  // namespace posegrad::kernels

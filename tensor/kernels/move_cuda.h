#pragma once
#include <cstddef>
#include <cstdint>

#include "tensor/kernels/map_cuda.h"
#include "tensor/precision.h"
#include "tensor/tensor.h"

// For ops that move numbers and do not look at them: they move words, as wide as can be, whatever
// the number type.
namespace posegrad::kernels {
namespace {

/// Calls body.operator()<Word>() with the widest word of at most 16 bytes of which all these
/// lengths and addresses are multiples. They are multiples of a number's size.
template <class Body>
void visit_word(std::initializer_list<std::uintptr_t> multiples, Body&& body) {
  std::uintptr_t all = 16;
  for (const std::uintptr_t multiple : multiples) all |= multiple;
  const std::uintptr_t word = all & (~all + 1);  // its lowest bit
  if (word == 16) return body.template operator()<Pack<std::uint64_t, 2>>();
  if (word == 8) return body.template operator()<std::uint64_t>();
  if (word == 4) return body.template operator()<std::uint32_t>();
  body.template operator()<std::uint16_t>();
}

inline std::uintptr_t address_of(const std::byte* data) {
  return reinterpret_cast<std::uintptr_t>(data);
}

/// Rows (o, i), i < count, that begin at o * outer + i * inner.
struct RowSteps {
  Index outer, inner;
};

template <class Word>
__global__ void move_rows_kernel(Index rows, Index columns, Index count,
                                 const Word* __restrict__ from, RowSteps from_steps,
                                 Word* __restrict__ to, RowSteps to_steps) {
  for (Index r = first_row(); r < rows; r += row_step()) {
    const Index o = count == 1 ? r : r / count, i = r - o * count;
    const Word* const source = from + o * from_steps.outer + i * from_steps.inner;
    Word* const target = to + o * to_steps.outer + i * to_steps.inner;
    for (Index c = first_column(); c < columns; c += column_step()) target[c] = source[c];
  }
}

/// Moves `rows` rows of so many bytes, `count` of them for each o. Steps in bytes.
inline void move_rows(Index rows, Index count, Index bytes, const std::byte* from,
                      RowSteps from_steps, std::byte* to, RowSteps to_steps) {
  if (rows == 0 || bytes == 0) return;
  const auto bits = [](Index size) { return static_cast<std::uintptr_t>(size); };
  visit_word({bits(bytes), address_of(from), bits(from_steps.outer), bits(from_steps.inner),
              address_of(to), bits(to_steps.outer), bits(to_steps.inner)},
             [&]<class Word>() {
               const auto words = [](Index size) { return size / Index{sizeof(Word)}; };
               const auto steps = [&](RowSteps s) {
                 return RowSteps{words(s.outer), words(s.inner)};
               };
               launch_rows(rows, words(bytes), move_rows_kernel<Word>, count,
                           reinterpret_cast<const Word*>(from), steps(from_steps),
                           reinterpret_cast<Word*>(to), steps(to_steps));
             });
}

}  // namespace

// Rows for cuBLAS. Its kernels on tensor cores load 16 bytes at a time; for rows that do not begin
// at a multiple of that it takes slower ones. The windows of the first convolution, K * 34 numbers,
// are such rows.

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

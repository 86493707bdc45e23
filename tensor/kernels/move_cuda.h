#pragma once
#include <cstddef>
#include <cstdint>

#include "tensor/kernels/map_cuda.h"

// For ops that move numbers and do not look at them: they move words, as wide as can be, whatever
// the number type.
namespace posegrad::kernels {
namespace {

inline Index address_of(const std::byte* data) { return reinterpret_cast<std::intptr_t>(data); }

/// Bytes of the widest word of at most 16 of which all these lengths and addresses are multiples.
inline Index widest_word(std::initializer_list<Index> multiples) {
  Index all = 16;
  for (const Index multiple : multiples) all |= multiple;
  return all & -all;  // its lowest bit
}

/// Calls body.operator()<Word>() with a word of so many bytes: of a number, or more.
template <class Body>
void visit_word(Index bytes, const Body& body) {
  if (bytes == 16) return body.template operator()<Pack<std::uint64_t, 2>>();
  if (bytes == 8) return body.template operator()<std::uint64_t>();
  if (bytes == 4) return body.template operator()<std::uint32_t>();
  if (bytes == 2) return body.template operator()<std::uint16_t>();
  body.template operator()<std::uint8_t>();
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
  const Index word = widest_word({bytes, address_of(from), from_steps.outer, from_steps.inner,
                                  address_of(to), to_steps.outer, to_steps.inner});
  const auto steps = [&](RowSteps s) { return RowSteps{s.outer / word, s.inner / word}; };
  visit_word(word, [&]<class Word>() {
    launch_rows(rows, bytes / word, move_rows_kernel<Word>, count,
                reinterpret_cast<const Word*>(from), steps(from_steps), reinterpret_cast<Word*>(to),
                steps(to_steps));
  });
}

}  // namespace
}  // namespace posegrad::kernels

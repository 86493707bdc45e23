#pragma once
#include <cstddef>
#include <cstdint>

#include "tensor/kernels/rows_cuda.h"

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
}  // namespace posegrad::kernels

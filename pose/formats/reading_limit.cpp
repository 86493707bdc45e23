#include "pose/formats/reading_limit.h"

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

void ReadingLimit::came(std::uint64_t bytes) noexcept {
  std::uint64_t more = 0;
  if (__builtin_mul_overflow(bytes, kPerByte, &more)) more = ~std::uint64_t{0};
  MemoryLimit::raise(more);
}

void ReadingLimit::refuse(const std::string& name) {
  throw DataError(fmt::format(
      "{}: reading it would take more than {} MB of memory, which is what a file of its "
      "size may take; it is damaged, or made to fill the memory",
      name, MemoryLimit::most() >> 20));
}

}  // namespace posegrad::pose::formats

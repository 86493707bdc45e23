#include "pose/formats/byte_source.h"

#include <cstring>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {
[[noreturn]] void too_short(const ByteSource& source, std::uint64_t wanted) {
  throw DataError(fmt::format("{}: cut short: {} bytes are wanted where {} are left", source.name(),
                              wanted, source.remaining()));
}
}  // namespace

Blob ByteSource::take(std::uint64_t size) {
  if (size > remaining()) too_short(*this, size);
  std::byte* fill = nullptr;
  Blob blob = Blob::allocate(size, fill);
  read(fill, size);
  return blob;
}

void BlobSource::read(std::byte* into, std::size_t size) {
  if (size > remaining()) too_short(*this, size);
  if (size > 0) std::memcpy(into, blob_.data() + at_, size);
  at_ += size;
}

void BlobSource::finish() {
  if (remaining() > 0)
    throw DataError(fmt::format("{}: {} bytes are left over at the end", name_, remaining()));
}

}  // namespace posegrad::pose::formats

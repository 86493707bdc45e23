#include "pose/formats/blob.h"

#include <cstring>

#include <fmt/format.h>

#include "pose/formats/byte_source.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

Blob Blob::allocate(std::size_t size, std::byte*& fill) {
  std::shared_ptr<std::byte[]> bytes(new std::byte[size]);
  fill = bytes.get();
  Blob blob;
  blob.data_ = std::shared_ptr<const std::byte>(bytes, bytes.get());
  blob.size_ = size;
  return blob;
}

Blob Blob::copy_of(std::string_view bytes) {
  std::byte* fill = nullptr;
  Blob blob = allocate(bytes.size(), fill);
  if (!bytes.empty()) std::memcpy(fill, bytes.data(), bytes.size());
  return blob;
}

Blob Blob::holding(std::string bytes) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  Blob blob;
  blob.data_ = {owner, reinterpret_cast<const std::byte*>(owner->data())};
  blob.size_ = owner->size();
  return blob;
}

Blob Blob::slice(std::size_t begin, std::size_t size) const {
  Blob part;
  part.data_ = std::shared_ptr<const std::byte>(data_, data_.get() + begin);
  part.size_ = size;
  return part;
}

Blob read_file(const std::string& path, std::uint64_t limit) {
  FileSource file(path);
  if (file.remaining() > limit)
    throw DataError(
        fmt::format("{}: {} bytes; at most {} are accepted", file.name(), file.remaining(), limit));
  return file.take(file.remaining());
}

}  // namespace posegrad::pose::formats

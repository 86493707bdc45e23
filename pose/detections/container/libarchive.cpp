#include <algorithm>
#include <exception>
#include <memory>
#include <new>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "pose/detections/container/archive.h"
#include "pose/detections/container/read_unpacked.h"
#include "pose/detections/container/unpack.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

struct Free {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, Free>;

int add_filter(archive* reader, std::string_view compression) {
  if (compression == "bzip2") return archive_read_support_filter_bzip2(reader);
  if (compression == "xz") return archive_read_support_filter_xz(reader);
  if (compression == "zstd") return archive_read_support_filter_zstd(reader);
  if (compression == "lz4") return archive_read_support_filter_lz4(reader);
  return ARCHIVE_FATAL;
}

[[noreturn]] void fail(archive* reader, const std::string& name, std::string_view what) {
  const char* why = archive_error_string(reader);
  throw DataError(fmt::format("{}: broken {}: {}", name, what,
                              formats::printable(why != nullptr ? why : "unknown reason")));
}

constexpr std::size_t kPiece = std::size_t{1} << 18;

/// What begins so and goes on in the source.
ReadPiece plain(formats::Blob begin, formats::ByteSource& source) {
  return [begin = std::move(begin), &source](char* into, std::size_t room) mutable {
    const std::size_t done = begin.view().copy(into, room);
    begin = begin.slice(done, begin.size() - done);
    const std::uint64_t more = std::min<std::uint64_t>(room - done, source.remaining());
    source.read(reinterpret_cast<std::byte*>(into + done), more);
    return done + more;
  };
}

/// A tar archive's bytes for libarchive, unpacked as they are asked for. What that throws is kept,
/// as it must not pass through C, and thrown by fail().
class TarStream {
 public:
  TarStream(archive* reader, formats::ByteSource& source) : reader_(reader), name_(source.name()) {
    archive_read_support_format_tar(reader);
    formats::Blob begin = source.take(std::min<std::uint64_t>(source.remaining(), kPiece));
    const bool is_packed = compression_of(begin.view()) == "gzip";
    piece_ = is_packed ? inflating(begin, source) : plain(std::move(begin), source);
    if (archive_read_open(reader, this, nullptr, next_piece, nullptr) != ARCHIVE_OK) fail(name_);
  }
  TarStream(const TarStream&) = delete;
  TarStream& operator=(const TarStream&) = delete;

  [[noreturn]] void fail(const std::string& name) const {
    if (thrown_) std::rethrow_exception(thrown_);
    detections::fail(reader_, name, "tar archive");
  }
  [[noreturn]] void fail() const { fail(name_); }

 private:
  static la_ssize_t next_piece(archive* /*reader*/, void* self, const void** buffer) {
    auto& stream = *static_cast<TarStream*>(self);
    try {
      *buffer = stream.buffer_.data();
      return static_cast<la_ssize_t>(stream.piece_(stream.buffer_.data(), stream.buffer_.size()));
    } catch (...) {
      stream.thrown_ = std::current_exception();
      return -1;
    }
  }

  archive* reader_;
  const std::string& name_;
  ReadPiece piece_;
  std::string buffer_ = std::string(kPiece, '\0');
  std::exception_ptr thrown_;
};

}  // namespace

formats::Blob unfilter(const formats::Blob& packed, std::string_view compression,
                       const std::string& name, Budget& budget) {
  const Reader reader(archive_read_new());
  if (!reader) throw std::bad_alloc();
  // A warning means that libarchive lacks the method and would start a program for it.
  if (add_filter(reader.get(), compression) != ARCHIVE_OK)
    throw DataError(fmt::format("{}: packed by {}, which this system's libarchive cannot read",
                                name, compression));
  archive_read_support_format_raw(reader.get());
  archive_read_support_format_empty(reader.get());
  if (archive_read_open_memory(reader.get(), packed.data(), packed.size()) != ARCHIVE_OK)
    fail(reader.get(), name, "compressed data");
  archive_entry* entry = nullptr;
  const int begun = archive_read_next_header(reader.get(), &entry);
  if (begun == ARCHIVE_EOF) return {};
  if (begun != ARCHIVE_OK) fail(reader.get(), name, "compressed data");
  // A file that is cut within its header is none of the method's to libarchive.
  if (archive_filter_code(reader.get(), 0) == ARCHIVE_FILTER_NONE)
    throw DataError(fmt::format("{}: the compressed file is cut short", name));
  return read_unpacked(
      [&](char* into, std::size_t room) {
        const la_ssize_t got = archive_read_data(reader.get(), into, room);
        if (got < 0) fail(reader.get(), name, "compressed data");
        return static_cast<std::size_t>(got);
      },
      packed.size(), name, budget);
}

void read_tar(formats::ByteSource& source, Budget& budget,
              const std::function<void(std::string_view name, const ReadMember& read)>& visit) {
  const Reader reader(archive_read_new());
  if (!reader) throw std::bad_alloc();
  const std::uint64_t size = source.remaining();
  const TarStream stream(reader.get(), source);
  const ReadMember read = [&](const std::string& path) {
    return read_unpacked(
        [&](char* into, std::size_t room) {
          const la_ssize_t got = archive_read_data(reader.get(), into, room);
          if (got < 0) stream.fail(path);
          return static_cast<std::size_t>(got);
        },
        size, path, budget);
  };
  for (;;) {
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(reader.get(), &entry);
    if (code == ARCHIVE_EOF) return;
    // A warning is about names in another encoding.
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) stream.fail();
    const char* path = archive_entry_pathname(entry);
    if (path == nullptr || archive_entry_filetype(entry) != AE_IFREG) continue;
    visit(path, read);
  }
}

}  // namespace posegrad::pose::detections
